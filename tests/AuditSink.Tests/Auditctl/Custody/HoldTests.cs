using Compliance.Events.Archive;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl.Custody;

/// <summary>What is held stays, until two people say otherwise.</summary>
public sealed class HoldTests
{
    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task A_person_is_held_file_by_file_and_the_rest_may_go(string kind)
    {
        using var archive = await CustodyCase.MakeAsync(kind);
        archive.Done("alice", "hold", "place", "--case", "CASE-17", "--who", "investigator", "--until", "2027-06-01");
        Assert.Contains(kind == "s3" ? "1 files are held, 1 of them newly marked" : "1 files are held; this place has no locks", archive.Ctl.Output, StringComparison.Ordinal);

        archive.Done("alice", "purge", "plan", "--json");
        Assert.Equal("hold 0 (CASE-17)", Assert.Single(archive.Json.GetProperty("kept").EnumerateArray()).GetProperty("why").GetString());
        archive.Done("bob", "purge", "run", archive.Approved("purge", "request"));
        Assert.Contains("1 files with 50 rows", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(0, archive.Verify());

        // When it ends the file may go.
        archive.Approved("hold", "release", "0");
        Assert.Contains("Hold 0 has ended", archive.Ctl.Output, StringComparison.Ordinal);
        archive.Done("alice", "purge", "run", archive.Approved("purge", "request"));
        Assert.Contains("1 files with 10 rows", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(0, archive.Verify());
    }

    [Fact]
    public async Task In_a_bucket_with_locks_the_store_itself_keeps_held_files_and_statements()
    {
        using var archive = await CustodyCase.MakeAsync("s3");
        archive.Done("alice", "hold", "place", "--case", "CASE-17", "--until", "2026-11-26");
        using var store = archive.Store();
        var files = await store.ListAsync("date=", null, default).ToListAsync();

        foreach (var name in new[] { ArchiveLayout.StatementName(0), files[0] })
        {
            Assert.True((await store.LockAsync(name, default))!.IsHeld);
            await Assert.ThrowsAnyAsync<IOException>(() => store.PurgeAsync(name, default));
        }

        Assert.False((await store.LockAsync(files[1], default))!.IsHeld);
        archive.Approved("hold", "release", "0");
        Assert.False((await store.LockAsync(files[0], default))!.IsHeld);
    }

    [Fact]
    public async Task What_came_after_the_hold_is_held_too()
    {
        using var archive = await CustodyCase.MakeAsync("s3");
        archive.Done("alice", "hold", "place", "--case", "CASE-17", "--since", "2027-01-01");
        await archive.WriteMoreAsync(71);

        archive.Done("bob", "hold", "apply");

        Assert.Contains("2 files are held, 1 of them newly marked", archive.Ctl.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hold_that_is_placed_after_the_approval_counts_when_the_purge_begins()
    {
        using var archive = await CustodyCase.MakeAsync();
        var request = archive.Approved("purge", "request");
        archive.Done("carol", "hold", "place", "--case", "CASE-18", "--partition", "compliance.audit/0", "--until", "2026-11-26");

        archive.Done("alice", "purge", "run", request);

        Assert.Contains("1 files with 10 rows and", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Contains("1 were kept", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(2, archive.Files().Length);
        Assert.Equal(0, archive.Verify());
    }

    [Fact]
    public async Task One_person_does_not_release_a_hold()
    {
        using var archive = await CustodyCase.MakeAsync();
        archive.Done("alice", "hold", "place", "--case", "CASE-17");
        archive.Done("alice", "hold", "release", "0", "--json");
        var (number, hash) = archive.Printed();

        Assert.Equal(2, archive.Run("alice", "approve", number, "--sha256", hash));
        archive.Done("alice", "hold", "list");
        Assert.Contains("CASE-17  by alice", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Contains("stands  all of the archive", archive.Ctl.Output, StringComparison.Ordinal);
        archive.Done("bob", "approve");
        Assert.Contains("release of hold 0", archive.Ctl.Output, StringComparison.Ordinal);
        archive.Done("bob", "approve", number, "--sha256", hash[..16]);
        archive.Done("bob", "hold", "list");
        Assert.Contains("released by 1", archive.Ctl.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "Whose statements count", "hold", "list", "--archive", "ARCHIVE", "--origin", CustodyCase.Origin, "--public-key", "LEDGER")]
    [InlineData(1, "is none", "hold", "place", "--case", "X", "--partition", "nonsense")]
    [InlineData(2, "which is none", "hold", "release", "7")]
    public async Task What_makes_no_sense_says_why(int code, string said, params string[] words)
    {
        using var archive = await CustodyCase.MakeAsync();
        var given = words.Select(word => word switch { "ARCHIVE" => archive.Root, "LEDGER" => archive.Public("ledger"), _ => word }).ToArray();

        Assert.Equal(code, words.Contains("ARCHIVE") ? archive.Ctl.Verb(given[0], given[1..]) : archive.Run("alice", given));
        Assert.Contains(said, archive.Ctl.Error, StringComparison.Ordinal);
    }
}
