using Compliance.Auditctl;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

public sealed class AccessHistoryTests : IDisposable
{
    private readonly SampleArchive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Fact]
    public async Task Without_conditions_everything_comes_oldest_first()
    {
        var answer = await AskAsync(new() { Archive = _archive.Path });

        Assert.Equal(["User:till", "User:analyst", "User:investigator", "User:intruder", "User:analyst"], answer.Rows.Select(row => row.Who));
        Assert.Equal(5, answer.Matching);
        Assert.Equal(SampleArchive.At(1), answer.Rows[0].Time);
    }

    [Fact]
    public async Task A_row_says_what_was_masked_what_was_clear_and_under_which_exception()
    {
        var row = Assert.Single((await AskAsync(new() { Archive = _archive.Path, Who = ["investigator"] })).Rows);

        Assert.Equal(["card-number"], row.Masked);
        Assert.Equal(["e-mail"], row.Clear);
        Assert.Equal(("FRAUD-17", "fraud", 20, 10), (row.Exemption, row.Purpose, row.MaskedValues, row.ClearValues));
        Assert.Equal(("kafka.fetch", "payments", "success", "mask", 10), (row.Action, row.Topic, row.Outcome, row.Decision, row.Records));
        Assert.Equal((30L, 39L, "analysts", "127.0.0.1"), (row.OffsetFirst, row.OffsetLast, row.Group, row.Source));
        Assert.Equal([0], row.Partitions);
        Assert.Equal(36, row.EventId.Length);
    }

    [Fact]
    public async Task Values_of_one_kind_widen_and_kinds_narrow()
    {
        Assert.Equal(3, await CountAsync(new() { Archive = _archive.Path, Who = ["analyst", "User:till"] }));
        Assert.Equal(2, await CountAsync(new() { Archive = _archive.Path, Who = ["analyst", "User:till"], Topic = ["payments"] }));
        Assert.Equal(2, await CountAsync(new() { Archive = _archive.Path, Class = ["e-mail"] }));
        Assert.Equal(1, await CountAsync(new() { Archive = _archive.Path, Class = ["e-mail"], Who = ["investigator"] }));
        Assert.Equal(2, await CountAsync(new() { Archive = _archive.Path, Outcome = ["failure"] }));
        Assert.Equal(1, await CountAsync(new() { Archive = _archive.Path, Action = ["kafka.produce"] }));
        Assert.Equal(0, await CountAsync(new() { Archive = _archive.Path, Class = ["nothing"] }));
    }

    [Fact]
    public async Task A_star_stands_for_any_characters_and_nothing_else_does()
    {
        Assert.Equal(2, await CountAsync(new() { Archive = _archive.Path, Who = ["in*"] }));
        Assert.Equal(1, await CountAsync(new() { Archive = _archive.Path, Action = ["authn.*"] }));
        Assert.Equal(4, await CountAsync(new() { Archive = _archive.Path, Topic = ["*"] }));
        Assert.Equal(2, await CountAsync(new() { Archive = _archive.Path, Class = ["*mail"] }));
        Assert.Equal(0, await CountAsync(new() { Archive = _archive.Path, Topic = ["pay%"] }));
        Assert.Equal(0, await CountAsync(new() { Archive = _archive.Path, Topic = ["p_yments*"] }));
        Assert.Equal(0, await CountAsync(new() { Archive = _archive.Path, Topic = [@"payments\*"] }));
    }

    [Fact]
    public async Task Times_include_the_first_and_leave_out_the_last()
    {
        Assert.Equal(2, await CountAsync(new() { Archive = _archive.Path, Since = SampleArchive.At(2), Until = SampleArchive.At(4) }));
        Assert.Equal(0, await CountAsync(new() { Archive = _archive.Path, Since = SampleArchive.At(6) }));
        Assert.Equal(1, await CountAsync(new() { Archive = _archive.Path, Until = SampleArchive.At(2).ToOffset(TimeSpan.FromHours(-7)) }));
    }

    [Fact]
    public async Task A_limit_keeps_the_newest()
    {
        var answer = await AskAsync(new() { Archive = _archive.Path, Limit = 2 });

        Assert.Equal(["User:intruder", "User:analyst"], answer.Rows.Select(row => row.Who));
        Assert.Equal(5, answer.Matching);
    }

    [Theory]
    [InlineData("analyst till intruder")]
    [InlineData("analyst User:analyst till User:intruder")]
    [InlineData("intruder analyst till nobody nobody-else")]
    public async Task Of_several_people_the_newest_are_kept_oldest_first_and_each_event_counts_once(string who)
    {
        var answer = await AskAsync(new() { Archive = _archive.Path, Who = who.Split(' '), Limit = 3 });

        Assert.Equal(["User:analyst", "User:intruder", "User:analyst"], answer.Rows.Select(row => row.Who));
        Assert.Equal(4, answer.Matching);
    }

    [Theory]
    [InlineData("' or 1=1 --")]
    [InlineData("x'); drop table a; --")]
    [InlineData("日本 😀 \u0000")]
    public async Task No_word_of_the_question_becomes_part_of_the_language(string word)
    {
        var query = new AccessQuery { Archive = _archive.Path, Who = [word], Topic = [word], Class = [word], Action = [word] };

        Assert.Equal(0, await CountAsync(query));
        Assert.Equal(0, await CountAsync(query with { Who = [word + "*"] }));
    }

    [Fact]
    public async Task Files_that_no_manifest_names_are_no_evidence()
    {
        var file = Path.Combine(_archive.Path, _archive.Files[0]);
        File.Copy(file, Path.Combine(Path.GetDirectoryName(file)!, "forged.parquet"));

        Assert.Equal(5, await CountAsync(new() { Archive = _archive.Path }));
    }

    [Fact]
    public async Task A_file_between_manifest_and_place_is_found()
    {
        var entry = _archive.Folder.Manifest[0];
        File.Move(Path.Combine(_archive.Path, entry.Files[0].Path), _archive.Folder.Written(entry, entry.Files[0]));

        Assert.Equal(5, await CountAsync(new() { Archive = _archive.Path }));
    }

    [Fact]
    public async Task A_missing_or_damaged_file_is_said_and_never_passed_over()
    {
        var name = _archive.Files[0];
        var file = Path.Combine(_archive.Path, name);
        var bytes = File.ReadAllBytes(file);

        File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
        await Assert.ThrowsAsync<ArchiveException>(() => AskAsync(new() { Archive = _archive.Path }));

        File.Delete(file);
        var e = await Assert.ThrowsAsync<ArchiveException>(() => AskAsync(new() { Archive = _archive.Path }));
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_no_archive_is_said() =>
        await Assert.ThrowsAsync<ArchiveException>(() => AskAsync(new() { Archive = Path.GetTempPath() + "/no-such-archive" }));

    private static Task<AccessResult> AskAsync(AccessQuery query) => AccessHistory.QueryAsync(query);

    private static async Task<long> CountAsync(AccessQuery query) => (await AskAsync(query)).Matching;
}
