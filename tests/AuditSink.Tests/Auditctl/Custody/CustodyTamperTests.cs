using System.Text;
using Compliance.Events.Archive;
using Compliance.Ledger.Custody;
using Compliance.Store.Folder;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl.Custody;

/// <summary>Statements of custody that somebody has laid hands on: verify names them, and nobody goes on as if nothing were.</summary>
public sealed class CustodyTamperTests
{
    [Theory]
    [InlineData(0)] // the request
    [InlineData(1)] // its approval
    [InlineData(2)] // the start
    [InlineData(3)] // the certificate
    public async Task A_flipped_bit_is_found_whichever_it_is(long number)
    {
        using var archive = await PurgedAsync();
        var bytes = File.ReadAllBytes(archive.Statement(number));

        // Some of each part: the head, the middle, the signature. The last base64 character has bits that stand for nothing.
        foreach (var at in new[] { 0, bytes.Length / 4, bytes.Length / 2, bytes.Length - 20 })
        {
            byte[] bent = [.. bytes];
            bent[at] ^= 1;
            File.WriteAllBytes(archive.Statement(number), bent);

            Assert.Equal(3, archive.Verify());
            Assert.Contains("CustodyForged", archive.Ctl.Output, StringComparison.Ordinal);
            Assert.Contains("CustodyChanged", archive.Ctl.Output, StringComparison.Ordinal);
            Assert.Contains(number < 3 ? "FileMissing" : "PurgeUnfinished", archive.Ctl.Output, StringComparison.Ordinal);
        }

        Assert.Equal(2, archive.Run("alice", "hold", "place", "--case", "CASE-1"));
        Assert.Contains("Nothing is held, released or purged", archive.Ctl.Error, StringComparison.Ordinal);
        File.WriteAllBytes(archive.Statement(number), bytes);
        Assert.Equal(0, archive.Verify());
    }

    [Fact]
    public async Task One_taken_out_cut_off_or_changed_for_another_is_found()
    {
        using var archive = await PurgedAsync();
        await archive.WriteMoreAsync(71);
        var all = Enumerable.Range(0, 4).Select(number => File.ReadAllBytes(archive.Statement(number))).ToArray();

        File.Delete(archive.Statement(3));
        Assert.Equal(3, archive.Verify());
        Assert.Contains("an entry of compliance.audit/0 knows 4", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Contains("PurgeUnfinished", archive.Ctl.Output, StringComparison.Ordinal);

        File.WriteAllBytes(archive.Statement(3), all[3]);
        File.Delete(archive.Statement(1));
        Assert.Equal(3, archive.Verify());
        Assert.Contains("CustodyCut", archive.Ctl.Output, StringComparison.Ordinal);

        File.WriteAllBytes(archive.Statement(1), all[2]);
        File.WriteAllBytes(archive.Statement(2), all[1]);
        Assert.Equal(3, archive.Verify());
        Assert.Contains("CustodyForged", archive.Ctl.Output, StringComparison.Ordinal);
    }

    // All of it, as one who has everybody's keys but not the ledger's could.
    [Fact]
    public async Task A_history_written_anew_is_not_the_one_that_the_ledger_knows()
    {
        using var archive = await PurgedAsync();
        await archive.WriteMoreAsync(71);
        Directory.Delete(Path.GetDirectoryName(archive.Statement(0))!, recursive: true);
        Directory.Delete(Path.Combine(archive.Copies, ArchiveLayout.CustodyFolder), recursive: true);
        using var alice = archive.Key("alice");
        var forged = SignedStatement.Sign(CustodyCase.Origin, 0, SignedStatement.NoneBefore, new Statement(StatementKind.Hold, "alice", archive.Time.GetUtcNow()) { Hold = new HoldOrder("CASE-0") }, alice);
        await archive.Store().CreateAsync(ArchiveLayout.StatementName(0), forged.Bytes, default);

        Assert.Equal(3, archive.Verify());
        Assert.Contains("CustodyCut", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(3, archive.Ctl.Output.Split("FOUND  FileMissing").Length);
    }

    [Fact]
    public async Task A_purge_that_one_person_approved_for_themselves_explains_nothing()
    {
        using var archive = await CustodyCase.MakeAsync();
        archive.Done("alice", "purge", "request");
        using var alice = archive.Key("alice");
        var state = await archive.StateAsync();
        var request = state.Request(0)!;

        // Past auditctl, with a statement that is signed well.
        await AddAsync(archive, state, new Statement(StatementKind.Approval, "alice", archive.Time.GetUtcNow()) { Of = request.Reference });
        File.Delete(archive.Files()[0]);

        Assert.Equal(3, archive.Verify());
        Assert.Contains("CustodyInvalid", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Contains("it takes two people", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Contains("FileMissing", archive.Ctl.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_lies_is_contradicted_by_the_file()
    {
        using var archive = await PurgedAsync(file => File.Copy(file, file + ".kept"));

        foreach (var kept in Directory.GetFiles(archive.Root, "*.kept", SearchOption.AllDirectories))
            File.Move(kept, kept[..^".kept".Length]);

        Assert.Equal(3, archive.Verify());
        Assert.Contains("is gone, and it is there", archive.Ctl.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_statements_of_another_archive_count_for_nothing_here()
    {
        using var one = await CustodyCase.MakeAsync();
        using var other = await CustodyCase.MakeAsync();
        one.Done("alice", "hold", "place", "--case", "CASE-1");
        await new FolderStore(other.Root, TimeProvider.System).CreateAsync(ArchiveLayout.StatementName(0), File.ReadAllBytes(one.Statement(0)), default);

        // Other people, though they have the same names.
        Assert.Equal(3, other.Verify());
        Assert.Contains("is not signed by alice", other.Ctl.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_place_knows_what_the_archive_lost()
    {
        using var archive = await CustodyCase.MakeAsync();
        archive.Done("alice", "hold", "place", "--case", "CASE-1");
        archive.Done("alice", "hold", "place", "--case", "CASE-2");
        File.Delete(archive.Statement(1));

        Assert.Equal(3, archive.Verify());
        Assert.Contains("is in the second place alone", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Contains("CASE-2", Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(archive.Copies, ArchiveLayout.StatementName(1)))), StringComparison.Ordinal);
    }

    private static async Task AddAsync(CustodyCase archive, CustodyState state, Statement statement)
    {
        using var key = archive.Key(statement.By);
        await archive.Store().CreateAsync(ArchiveLayout.StatementName(state.Size), SignedStatement.Sign(CustodyCase.Origin, state.Size, state.Last, statement, key).Bytes, default);
    }

    private static async Task<CustodyCase> PurgedAsync(Action<string>? before = null)
    {
        var archive = await CustodyCase.MakeAsync();
        foreach (var file in archive.Files()[..2])
            before?.Invoke(file);
        archive.Done("alice", "purge", "run", archive.Approved("purge", "request"));
        return archive;
    }
}
