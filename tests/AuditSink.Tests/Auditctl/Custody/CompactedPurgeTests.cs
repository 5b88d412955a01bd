using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl.Custody;

/// <summary>Purges where one file stands for several.</summary>
public sealed class CompactedPurgeTests
{
    [Fact]
    public async Task A_compacted_file_goes_with_the_originals_that_still_lie_there()
    {
        using var archive = await CustodyCase.MakeAsync();
        await CompactAsync(archive);
        Assert.Equal(6, archive.Files().Length);

        archive.Done("alice", "purge", "run", archive.Approved("purge", "request"));

        Assert.Contains("2 files with 90 rows", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Single(archive.Files());
        Assert.True(archive.Verify() == 0, archive.Ctl.Output);
    }

    [Fact]
    public async Task A_file_that_was_compacted_after_its_request_is_not_certified_as_gone()
    {
        using var archive = await CustodyCase.MakeAsync();
        var request = archive.Approved("purge", "request");
        // what a sink does that looked for statements the moment before
        var statements = Path.Combine(archive.Root, ArchiveLayout.CustodyFolder.TrimEnd('/'));
        Directory.Move(statements, statements + "-later");
        await CompactAsync(archive);
        Directory.Move(statements + "-later", statements);

        archive.Done("alice", "purge", "run", request, "--json");

        var certificate = archive.Json[0].GetProperty("certificate").GetProperty("statement").GetProperty("certificate");
        Assert.Equal((1, 10), (certificate.GetProperty("files").GetInt32(), certificate.GetProperty("rows").GetInt32()));
        Assert.Contains("a compacted file stands for it", certificate.GetProperty("kept")[0].GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.True(archive.Verify() == 0, archive.Ctl.Output);
    }

    // Late rows of day 0, in two ranges, so that its hour has three small files: with entry 0's, 80 rows in all.
    private static async Task CompactAsync(CustodyCase archive)
    {
        using var store = archive.Store();
        using var sink = await CompactingSink.OpenAsync(store, archive.Ledger, archive.Time);
        await sink.FillAsync(2);
        await sink.UntilCompactedAsync(store);
    }
}
