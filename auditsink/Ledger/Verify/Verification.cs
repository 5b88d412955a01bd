using Compliance.Store;

namespace Compliance.Ledger.Verify;

/// <summary>
/// Checks one archive from its first entry to its last, with nothing but the first public key to trust:
/// <code>
/// entries -> keys in force, roots at every size -> checkpoints here and in the second place
///         -> statements of custody, and the files that were purged because of them
///         -> files: bytes, rows, footers        -> sequences without a hole    -> no file that nobody names
/// </code>
/// Reads only. One use; any thread.
/// </summary>
public sealed class Verification(ArchiveView archive, VerificationPlan plan, TimeProvider time)
{
    public async Task<VerificationReport> RunAsync(IProgress<VerificationProgress>? progress, CancellationToken stop)
    {
        var checks = new List<LogCheck>();
        try
        {
            var findings = new List<Finding>();
            foreach (var (topic, partition) in await LogsAsync(stop))
            {
                checks.Add(new LogCheck(archive, plan, topic, partition, stop));
                findings.AddRange(await checks[^1].CheckEntriesAsync(time, stop));
            }

            var custody = new CustodyCheck(archive.Store, plan);
            findings.AddRange(await custody.RunAsync(checks, () => PresentAsync(stop), stop));
            checks.ForEach(check => check.Purge(custody.Removed));
            var files = checks.Sum(check => check.Files);
            var (done, rows) = (0L, 0L);
            foreach (var check in checks)
                findings.AddRange(await check.CheckFilesAsync(result => progress?.Report(new VerificationProgress(++done, files, rows += result.Rows))));

            findings.AddRange(await UnknownFilesAsync(checks, stop));
            return new VerificationReport(
                checks.Count, checks.Sum(check => check.History.Size), files, checks.Sum(check => check.Rows), checks.Sum(check => check.Bytes),
                checks.Sum(check => check.Checkpoints), InOrder(findings))
            {
                Statements = custody.Size,
            };
        }
        finally
        {
            checks.ForEach(check => check.Dispose());
        }
    }

    private async Task<IEnumerable<(string Topic, int Partition)>> LogsAsync(CancellationToken stop)
    {
        var logs = new HashSet<(string, int)>();
        await foreach (var log in archive.LogsAsync(stop))
            logs.Add(log);
        foreach (var store in new[] { archive.Store, plan.Copies }.OfType<IArchiveStore>())
        {
            await foreach (var log in ArchiveView.SignedLogsAsync(store, stop))
                logs.Add(log);
        }

        return logs.Order();
    }

    private async Task<IEnumerable<Finding>> UnknownFilesAsync(List<LogCheck> checks, CancellationToken stop)
    {
        var present = await PresentAsync(stop);
        // A sink at work may have named some of them since.
        foreach (var check in checks)
            await check.History.ReadAsync(long.MaxValue, stop);
        var named = checks.SelectMany(check => check.History.Entries).SelectMany(entry => entry?.Files.Select(file => file.Path).Concat(entry.Removes ?? []) ?? []).ToHashSet(StringComparer.Ordinal);
        return present.Where(path => !named.Contains(path)).Order(StringComparer.Ordinal)
            .Select(path => new Finding(FindingKind.FileUnknown, null, $"{path} is among the archive's files, and no entry of a manifest names it: its rows are nobody's evidence.") { File = path });
    }

    private async Task<IReadOnlySet<string>> PresentAsync(CancellationToken stop)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var name in archive.FilesAsync(stop))
            present.Add(name);
        return present;
    }

    private static IReadOnlyList<Finding> InOrder(List<Finding> findings) =>
        [.. findings.OrderBy(finding => finding.Log ?? "\uFFFF", StringComparer.Ordinal).ThenBy(finding => finding.Entry ?? long.MaxValue)];
}
