using Compliance.Auditctl;
using Compliance.Events.Archive;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

public sealed class AccessHistoryTests : IDisposable
{
    private readonly SampleArchive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void Without_conditions_everything_comes_oldest_first()
    {
        var answer = Ask(new() { Archive = _archive.Path });

        Assert.Equal(["User:till", "User:analyst", "User:investigator", "User:intruder", "User:analyst"], answer.Rows.Select(row => row.Who));
        Assert.Equal(5, answer.Matching);
        Assert.Equal(SampleArchive.At(1), answer.Rows[0].Time);
    }

    [Fact]
    public void A_row_says_what_was_masked_what_was_clear_and_under_which_exception()
    {
        var row = Assert.Single(Ask(new() { Archive = _archive.Path, Who = ["investigator"] }).Rows);

        Assert.Equal(["card-number"], row.Masked);
        Assert.Equal(["e-mail"], row.Clear);
        Assert.Equal(("FRAUD-17", "fraud", 20, 10), (row.Exemption, row.Purpose, row.MaskedValues, row.ClearValues));
        Assert.Equal(("kafka.fetch", "payments", "success", "mask", 10), (row.Action, row.Topic, row.Outcome, row.Decision, row.Records));
        Assert.Equal((30L, 39L, "analysts", "127.0.0.1"), (row.OffsetFirst, row.OffsetLast, row.Group, row.Source));
        Assert.Equal([0], row.Partitions);
        Assert.Equal(36, row.EventId.Length);
    }

    [Fact]
    public void Values_of_one_kind_widen_and_kinds_narrow()
    {
        Assert.Equal(3, Count(new() { Archive = _archive.Path, Who = ["analyst", "User:till"] }));
        Assert.Equal(2, Count(new() { Archive = _archive.Path, Who = ["analyst", "User:till"], Topic = ["payments"] }));
        Assert.Equal(2, Count(new() { Archive = _archive.Path, Class = ["e-mail"] }));
        Assert.Equal(1, Count(new() { Archive = _archive.Path, Class = ["e-mail"], Who = ["investigator"] }));
        Assert.Equal(2, Count(new() { Archive = _archive.Path, Outcome = ["failure"] }));
        Assert.Equal(1, Count(new() { Archive = _archive.Path, Action = ["kafka.produce"] }));
        Assert.Equal(0, Count(new() { Archive = _archive.Path, Class = ["nothing"] }));
    }

    [Fact]
    public void A_star_stands_for_any_characters_and_nothing_else_does()
    {
        Assert.Equal(2, Count(new() { Archive = _archive.Path, Who = ["in*"] }));
        Assert.Equal(1, Count(new() { Archive = _archive.Path, Action = ["authn.*"] }));
        Assert.Equal(4, Count(new() { Archive = _archive.Path, Topic = ["*"] }));
        Assert.Equal(2, Count(new() { Archive = _archive.Path, Class = ["*mail"] }));
        Assert.Equal(0, Count(new() { Archive = _archive.Path, Topic = ["pay%"] }));
        Assert.Equal(0, Count(new() { Archive = _archive.Path, Topic = ["p_yments*"] }));
        Assert.Equal(0, Count(new() { Archive = _archive.Path, Topic = [@"payments\*"] }));
    }

    [Fact]
    public void Times_include_the_first_and_leave_out_the_last()
    {
        Assert.Equal(2, Count(new() { Archive = _archive.Path, Since = SampleArchive.At(2), Until = SampleArchive.At(4) }));
        Assert.Equal(0, Count(new() { Archive = _archive.Path, Since = SampleArchive.At(6) }));
        Assert.Equal(1, Count(new() { Archive = _archive.Path, Until = SampleArchive.At(2).ToOffset(TimeSpan.FromHours(-7)) }));
    }

    [Fact]
    public void A_limit_keeps_the_newest()
    {
        var answer = Ask(new() { Archive = _archive.Path, Limit = 2 });

        Assert.Equal(["User:intruder", "User:analyst"], answer.Rows.Select(row => row.Who));
        Assert.Equal(5, answer.Matching);
    }

    [Theory]
    [InlineData("' or 1=1 --")]
    [InlineData("x'); drop table a; --")]
    [InlineData("日本 😀 \u0000")]
    public void No_word_of_the_question_becomes_part_of_the_language(string word)
    {
        var query = new AccessQuery { Archive = _archive.Path, Who = [word], Topic = [word], Class = [word], Action = [word] };

        Assert.Equal(0, Count(query));
        Assert.Equal(0, Count(query with { Who = [word + "*"] }));
    }

    [Fact]
    public void Files_that_no_manifest_names_are_no_evidence()
    {
        var file = Path.Combine(_archive.Path, _archive.Files[0]);
        File.Copy(file, Path.Combine(Path.GetDirectoryName(file)!, "forged.parquet"));

        Assert.Equal(5, Count(new() { Archive = _archive.Path }));
    }

    [Fact]
    public void A_file_between_manifest_and_place_is_found()
    {
        var entry = Manifest.ReadAll(_archive.Path)[0];
        File.Move(
            Path.Combine(_archive.Path, entry.Files[0].Path),
            Path.Combine(_archive.Path, ArchiveLayout.WritingFolder, ArchiveLayout.WritingName(entry, entry.Files[0])));

        Assert.Equal(5, Count(new() { Archive = _archive.Path }));
    }

    [Fact]
    public void A_missing_or_damaged_file_is_said_and_never_passed_over()
    {
        var name = _archive.Files[0];
        var file = Path.Combine(_archive.Path, name);
        var bytes = File.ReadAllBytes(file);

        File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
        Assert.Throws<ArchiveException>(() => Ask(new() { Archive = _archive.Path }));

        File.Delete(file);
        var e = Assert.Throws<ArchiveException>(() => Ask(new() { Archive = _archive.Path }));
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_archive_is_said() =>
        Assert.Throws<ArchiveException>(() => Ask(new() { Archive = Path.GetTempPath() + "/no-such-archive" }));

    private static AccessResult Ask(AccessQuery query) => AccessHistory.Query(query);

    private static long Count(AccessQuery query) => Ask(query).Matching;
}
