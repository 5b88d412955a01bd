using System.Diagnostics;
using System.Globalization;
using Compliance.AuditSink.Archive;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Harness;
using Compliance.Ledger.Log;
using Compliance.Ledger.Merkle;
using Compliance.Ledger.Rows;
using Compliance.Ledger.Verify;
using Compliance.Signing;
using Compliance.Store.Entries;
using Compliance.Store.Folder;

namespace Compliance.Benchmarks.Micro;

/// <summary>What the ledger adds to an event on its way into the archive, and how fast an archive is verified.</summary>
internal static class LedgerBenchmark
{
    private const string Topic = "compliance.audit";
    private const string Origin = "audit.example/benchmark";
    private const int FileRows = 125_000;
    private const int Files = 4;
    private const int Batch = 1000;
    private static readonly DateTime Noon = new(2026, 11, 25, 12, 0, 0, DateTimeKind.Utc);

    public static void Run()
    {
        using var hasher = new TreeHasher();
        var range = new CompactRange(hasher);
        var row = new byte[300];
        Meter.Run("a leaf of 300 bytes, with its share of the nodes", row.Length, () => range.Append(hasher.Leaf(row)));

        var group = new RowGroup();
        for (var i = 0; i < Batch; i++)
            group.Append(Event(i + 1));
        var batch = group.Build();
        using var tree = new RowTree();
        Meter.Run($"the tree over {Batch} rows out of their columns", 0, () => tree.Append(batch));

        VerifyAsync().GetAwaiter().GetResult();
    }

    private static async Task VerifyAsync()
    {
        using var folder = new TempFolder("ledger");
        using var key = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "benchmark");
        using var store = new FolderStore(folder.Path, TimeProvider.System);
        var archive = new ArchiveView(store);
        for (var i = 0; i < Files; i++)
            await new EntryLog(store, Topic, 0).TryAppendAsync(Write(folder.Path, i), CancellationToken.None);
        using (var log = await PartitionLog.OpenAsync(
            new LogPlan(LogLayout.Origin(Origin, Topic, 0), LogLayout.Prefix(Topic, 0), store, key), archive.Entries(Topic, 0), CancellationToken.None))
            await log.PublishAsync(CancellationToken.None);

        for (var round = 0; round < 3; round++)
        {
            var (cpu, wall) = (Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
            var report = await new Verification(archive, new VerificationPlan(Origin, key.PublicKey), TimeProvider.System).RunAsync(null, CancellationToken.None);
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            if (!report.IsSound || report.Rows != Files * FileRows)
                throw new InvalidOperationException("The benchmark's archive does not verify.");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"verify {report.Rows} events: {report.Rows / wall.Elapsed.TotalSeconds:0} events/s, {cpu.TotalMicroseconds / report.Rows:0.00} µs of processor time each, {(double)report.Bytes / report.Rows:0.0} B each"));
        }
    }

    private static ManifestEntry Write(string root, int number)
    {
        var path = $"{ArchiveLayout.HourFolder(Noon)}/{ArchiveLayout.FileName(new RangeId(Topic, 0, number, "benchmark"), number, number)}";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, path))!);
        using var file = new HourFile(Path.Combine(root, path), Noon, new RowGroup());
        for (var i = 0; i < FileRows; i++)
            file.Append(Event((number * FileRows) + i + 1));
        var next = ((number + 1) * FileRows) + 1;
        return new ManifestEntry(number, Topic, 0, number, number, FileRows, [file.Finish(path)], [new SequenceMark("proxy-1", 1000, next, [])], "benchmark") { Kind = EntryKind.Range };
    }

    private static AuditEvent Event(int sequence)
    {
        var e = JournalBenchmark.Event();
        (e.Id, e.Proxy, e.Epoch, e.Sequence) = (new Guid(sequence, 1, 0x7000, 0x80, 1, 2, 3, 4, 5, 6, 7), "proxy-1", 1000, sequence);
        e.Timestamp = ((Noon - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) + (sequence * 700L);
        (e.SessionId, e.RequestId) = (new Guid(sequence / 1000, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), new Guid(sequence, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12));
        (e.CorrelationId, e.Duration, e.Records, e.Bytes, e.OffsetFirst, e.OffsetLast) = (sequence, 900_000 + (sequence % 7919), 12, 4096, sequence * 12L, (sequence * 12L) + 11);
        return e;
    }
}
