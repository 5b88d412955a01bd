using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.AuditSink.Tests.Support;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

/// <summary><c>auditctl verify --compare</c> with a real Elasticsearch: what was done to the index is named, and nothing else.</summary>
public sealed class CompareTests
{
    private readonly AuditctlRun _run = new() { Time = TimeProvider.System };

    [Fact]
    public async Task An_index_that_says_what_the_archive_says_is_sound()
    {
        await using var archive = await IndexedArchive.MakeAsync(600);
        foreach (var (depth, compared) in new[] { ("counts", 0), ("sample", 600), ("all", 600) })
        {
            Assert.Equal(0, await VerifyAsync(archive, depth));

            Assert.Contains($"600 events of the archive must be there, 600 documents are, {compared} were compared by their content.", _run.Output, StringComparison.Ordinal);
            Assert.Contains("The index says what the archive says.", _run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_changed_a_deleted_and_an_added_document_are_named()
    {
        await using var archive = await IndexedArchive.MakeAsync(300);
        var index = $"{archive.Prefix}-2026.11.25";
        var (changed, deleted, forged) = (Sample.Fetch(7).Id.ToString(), Sample.Fetch(8).Id.ToString(), "01890a5d-ac96-774b-bcce-b302099a8057");
        var document = (await archive.Elastic.GetAsync($"{index}/_doc/{changed}"))["_source"]!;
        document["user.name"] = "User:nobody";
        document["kafka.records"] = 0;
        document["note"] = "added";
        await archive.Elastic.PutAsync($"{index}/_doc/{changed}", document.ToJsonString());
        await archive.Elastic.DeleteAsync($"{index}/_doc/{deleted}");
        await archive.Elastic.PutAsync($"{index}/_doc/{forged}", Forged(document, "2026-11-25T12:03:00Z", sequence: 3));

        Assert.Equal(3, await VerifyAsync(archive, "all"));
        Assert.Contains($"FOUND  DocumentChanged {index}: {changed} says something else in the index than in the archive, in kafka.records, note, user.name.", _run.Output, StringComparison.Ordinal);
        Assert.Contains($"FOUND  DocumentMissing {index}: {deleted} is in the archive and not in the index.", _run.Output, StringComparison.Ordinal);
        Assert.Contains($"FOUND  DocumentUnknown {index}: {forged} is in the index and no event of the archive", _run.Output, StringComparison.Ordinal);
        Assert.Contains("Differences between index and archive: 3.", _run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("User:nobody", _run.Output, StringComparison.Ordinal);

        Assert.Equal(3, await VerifyAsync(archive, "all", "--json"));
        var report = JsonDocument.Parse(_run.Output).RootElement;
        Assert.True(report.GetProperty("isSound").GetBoolean());
        var compared = report.GetProperty("elasticsearch");
        Assert.False(compared.GetProperty("isSound").GetBoolean());
        Assert.Equal([changed, deleted, forged], compared.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("eventId").GetString()!));

        // and of a sample the first of each file are compared
        Assert.Equal(3, await VerifyAsync(archive, "sample"));
        Assert.Contains("DocumentChanged", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_whose_count_differs_is_compared_whole()
    {
        await using var archive = await IndexedArchive.MakeAsync(300);
        var index = $"{archive.Prefix}-2026.11.25";
        await archive.Elastic.DeleteAsync($"{index}/_doc/{Sample.Fetch(8).Id}");

        Assert.Equal(3, await VerifyAsync(archive, "counts"));
        Assert.Contains($"FOUND  DocumentMissing {index}: {Sample.Fetch(8).Id} is", _run.Output, StringComparison.Ordinal);

        // and after a rebuild all is well
        Assert.Equal(0, await _run.VerbAsync("reindex", ["--config", archive.Config], default));
        Assert.Equal(0, await VerifyAsync(archive, "counts"));
    }

    [Fact]
    public async Task A_document_that_somebody_dates_to_now_is_only_waited_for_while_its_sequence_may_come()
    {
        await using var archive = await IndexedArchive.MakeAsync(3000);
        var index = $"{archive.Prefix}-2026.11.25";
        var document = (await archive.Elastic.GetAsync($"{index}/_doc/{Sample.Fetch(7).Id}"))["_source"]!;

        // given one that the archive may reach in a moment, for its sequence is the next
        await archive.Elastic.PutAsync($"{index}/_doc/01890a5d-ac96-774b-bcce-b302099a8057", Forged(document, "2026-11-25T12:50:01Z", sequence: 3001));
        Assert.Equal(0, await VerifyAsync(archive, "all"));
        Assert.Contains("1 documents not in the archive yet", _run.Output, StringComparison.Ordinal);

        // and one of a proxy that nobody knows, from long before what the archive has reached
        await archive.Elastic.PutAsync($"{index}/_doc/01890a5d-ac96-774b-bcce-b302099a8058", Forged(document, "2026-11-25T11:00:00Z", sequence: 1, proxy: "proxy-x"));
        Assert.Equal(3, await VerifyAsync(archive, "all"));
        Assert.Contains("DocumentUnknown", _run.Output, StringComparison.Ordinal);
        Assert.Contains("Differences between index and archive: 1.", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_sink_has_not_put_into_the_index_yet_is_no_finding()
    {
        await using var archive = await IndexedArchive.MakeAsync(300);
        await archive.Elastic.DeleteAsync($"{archive.Prefix}-*");

        // given a position of the index from before the archive's only range
        var position = JsonNode.Parse(await File.ReadAllTextAsync(archive.Cursor))!;
        position["next"] = 0;
        await File.WriteAllTextAsync(archive.Cursor, position.ToJsonString());
        Assert.Equal(0, await VerifyAsync(archive, "all"));

        // and none at all
        File.Delete(archive.Cursor);
        Assert.Equal(3, await VerifyAsync(archive, "all"));
        Assert.Contains($"FOUND  IndexMissing {archive.Prefix}-2026.11.25", _run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await VerifyAsync(archive, "all", "--since", "2026-11-26"));
    }

    [Fact]
    public async Task An_index_that_boards_would_read_and_no_day_is_for_is_named()
    {
        await using var archive = await IndexedArchive.MakeAsync(10);
        await archive.Elastic.PutAsync($"{archive.Prefix}-more/_doc/1", """{"@timestamp":"2026-11-25T12:00:00Z"}""");

        Assert.Equal(3, await VerifyAsync(archive, "counts"));

        Assert.Contains($"FOUND  IndexUnknown {archive.Prefix}-more", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_that_does_not_answer_is_no_vouching()
    {
        await using var archive = await IndexedArchive.MakeAsync(10);
        var nobody = $"http://127.0.0.1:{Harness.FreePort.Next()}";

        Assert.Equal(2, await _run.VerbAsync("verify", ["--config", archive.Config, "--elasticsearch", nobody], default));

        Assert.Contains("does not answer", _run.Error, StringComparison.Ordinal);
    }

    private Task<int> VerifyAsync(IndexedArchive archive, string depth, params string[] more) =>
        _run.VerbAsync("verify", ["--config", archive.Config, "--compare", depth, .. more], default);

    private static string Forged(JsonNode document, string time, long sequence, string proxy = "proxy-1")
    {
        var forged = document.DeepClone();
        (forged["@timestamp"], forged["event.sequence"], forged["observer.name"]) = (time, sequence, proxy);
        return forged.ToJsonString();
    }
}
