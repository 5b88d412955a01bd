using System.Diagnostics;
using Compliance.Ledger.Log;
using Compliance.Ledger.Verify;
using Compliance.Signing;
using Compliance.Store.Entries;
using Compliance.Store.Folder;

namespace Compliance.Benchmarks.Archive;

/// <summary>Verifies an archive whole, as <c>auditctl verify</c> does. One that nobody has signed is signed before, by a key that stays beside it.</summary>
internal static class ArchiveVerifier
{
    private const string Origin = "audit.example/benchmark";

    public static async Task<VerifyFigure> RunAsync(string folder)
    {
        using var store = new FolderStore(folder, TimeProvider.System);
        var archive = new ArchiveView(store);
        using var key = Key(Path.Combine(folder, "benchmark.pem"));
        await foreach (var log in ArchiveEntries.LogsAsync(store, CancellationToken.None))
        {
            var plan = new LogPlan(LogLayout.Origin(Origin, log.Topic, log.Partition), LogLayout.Prefix(log.Topic, log.Partition), store, key);
            using var signed = await PartitionLog.OpenAsync(plan, archive.Entries(log.Topic, log.Partition), CancellationToken.None);
            await signed.PublishAsync(CancellationToken.None);
        }

        var (watch, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var report = await new Verification(archive, new VerificationPlan(Origin, key.PublicKey), TimeProvider.System).RunAsync(null, CancellationToken.None);
        if (!report.IsSound)
            throw new InvalidOperationException($"The benchmark's archive does not verify: {report.Findings[0].Message}");
        return new VerifyFigure(
            report.Rows, report.Rows / watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / report.Rows, (double)report.Bytes / report.Rows);
    }

    private static SigningKey Key(string path)
    {
        if (!File.Exists(path))
            File.WriteAllText(path, PemKeys.Create(SignatureKind.Ed25519));
        return PemKeys.Read(File.ReadAllText(path), "benchmark");
    }
}
