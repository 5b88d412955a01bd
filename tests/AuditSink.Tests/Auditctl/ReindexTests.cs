using System.Text.Json;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

/// <summary><c>auditctl reindex</c> with a real Elasticsearch.</summary>
public sealed class ReindexTests
{
    private readonly AuditctlRun _run = new() { Time = TimeProvider.System };

    [Fact]
    public async Task An_index_that_was_lost_comes_back_document_by_document()
    {
        await using var archive = await IndexedArchive.MakeAsync(1200);
        var before = await archive.Elastic.DocumentsAsync($"{archive.Prefix}-*");
        Assert.Equal(1200, before.Count);
        await archive.Elastic.DeleteAsync($"{archive.Prefix}-*");

        Assert.Equal(0, await RunAsync("reindex", "--config", archive.Config, "--reason", "CASE-17"));

        Assert.Contains("1,200 documents are new in the index, 0 were there, 0 were refused.", _run.Output, StringComparison.Ordinal);
        Assert.Equal(before, await archive.Elastic.DocumentsAsync($"{archive.Prefix}-*"));

        // and once more changes nothing
        Assert.Equal(0, await RunAsync("reindex", "--config", archive.Config, "--json"));
        var report = JsonDocument.Parse(_run.Output).RootElement;
        Assert.Equal((0, 1200), (report.GetProperty("created").GetInt64(), report.GetProperty("present").GetInt64()));
        Assert.Equal(before, await archive.Elastic.DocumentsAsync($"{archive.Prefix}-*"));

        // and is recorded each time, as begun and as done
        Assert.Equal(0, _run.Verb("query", "--config", archive.Config, "--action", "audit.reindex", "--json"));
        Assert.Equal(4, JsonDocument.Parse(_run.Output).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task Only_events_of_the_time_asked_for_come_back()
    {
        await using var archive = await IndexedArchive.MakeAsync(600);
        await archive.Elastic.DeleteAsync($"{archive.Prefix}-*");

        Assert.Equal(0, await RunAsync("reindex", "--config", archive.Config, "--since", "2026-11-25T12:01:00", "--until", "2026-11-25T12:02:00"));

        var documents = await archive.Elastic.DocumentsAsync($"{archive.Prefix}-*");
        Assert.Equal(Enumerable.Range(60, 60).Select(sequence => Sample.Fetch(sequence).Id.ToString()).Order(StringComparer.Ordinal), documents.Keys);
    }

    [Fact]
    public async Task What_was_stopped_goes_on_where_it_was()
    {
        await using var archive = await IndexedArchive.MakeAsync(300);
        var later = Sample.Fetch(301);
        later.Timestamp += 3_600_000_000;
        await archive.AddAsync(Sample.Batch([later]));
        var before = await archive.Elastic.DocumentsAsync($"{archive.Prefix}-*");
        await archive.Elastic.DeleteAsync($"{archive.Prefix}-*");
        var journal = archive.Beside("journal");

        // given a run whose second hour could not be read
        var file = Directory.GetFiles(archive.Path, "*.parquet", SearchOption.AllDirectories).Single(path => path.Contains("hour=13", StringComparison.Ordinal));
        File.Move(file, $"{file}.away");
        Assert.Equal(2, await RunAsync("reindex", "--config", archive.Config, "--resume", journal));
        Assert.Contains("is not there", _run.Error, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(journal);
        Assert.StartsWith("reindex ", lines[0], StringComparison.Ordinal);

        // then another question does not go on with it
        Assert.Equal(2, await RunAsync("reindex", "--config", archive.Config, "--resume", journal, "--since", "2026-11-25"));
        Assert.Contains("no journal of this rebuild", _run.Error, StringComparison.Ordinal);

        // and the same does, from the second hour on
        File.Move($"{file}.away", file);
        Assert.Equal(0, await RunAsync("reindex", "--config", archive.Config, "--resume", journal, "--json"));
        var report = JsonDocument.Parse(_run.Output).RootElement;
        Assert.Equal((1, lines.Length - 1), (report.GetProperty("created").GetInt64(), report.GetProperty("skippedFiles").GetInt32()));
        Assert.Equal(before, await archive.Elastic.DocumentsAsync($"{archive.Prefix}-*"));
        Assert.False(File.Exists(journal));
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_written_never_reaches_the_index()
    {
        await using var archive = await IndexedArchive.MakeAsync(100);
        await archive.Elastic.DeleteAsync($"{archive.Prefix}-*");
        var file = Directory.GetFiles(archive.Path, "*.parquet", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 3]++;
        await File.WriteAllBytesAsync(file, bytes);

        Assert.Equal(2, await RunAsync("reindex", "--config", archive.Config));

        Assert.Contains("its SHA-256 is another", _run.Error, StringComparison.Ordinal);
        Assert.True(await archive.Elastic.CountAsync($"{archive.Prefix}-*") <= 0);
    }

    [Theory]
    [InlineData("Which index?")]
    [InlineData("--since must be before --until", "--elasticsearch", "http://localhost:1", "--since", "2026-11-26", "--until", "2026-11-25")]
    [InlineData("without a name or password", "--elasticsearch", "http://user:word@localhost:1")]
    public void What_makes_no_sense_is_said(string said, params string[] arguments)
    {
        using var folder = new TempFolder("reindex");

        Assert.Equal(1, _run.Verb("reindex", ["--archive", folder.Path, .. arguments]));
        Assert.Contains(said, _run.Error, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(string verb, params string[] arguments) => _run.VerbAsync(verb, arguments, default);
}
