using System.Buffers;
using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Settings;
using Compliance.Events;
using Compliance.Store.Folder;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Benchmarks.Archive;

/// <summary>Fills an archive through the sink's own writer, from the bytes of the audit topic on, a proxy and a partition for each processor.</summary>
internal static class ArchiveMaker
{
    private const int BatchEvents = 200;

    /// <summary>Time of the first event.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="folder">Where.</param>
    /// <param name="events">How many.</param>
    /// <param name="hours">Over what time.</param>
    /// <param name="rolls">Files of an hour in a partition.</param>
    public static Task MakeAsync(string folder, long events, int hours, int rolls)
    {
        var partitions = Environment.ProcessorCount;
        var each = events / partitions;
        return Task.WhenAll(Enumerable.Range(0, partitions).Select(partition =>
            Task.Run(() => FillAsync(folder, partition, each, hours, rolls))));
    }

    private static async Task FillAsync(string folder, int partition, long events, int hours, int rolls)
    {
        // Rolls by the events' own time, as a sink rolls by its clock.
        var roll = new RollSettings { Rows = 1_000_000, Seconds = 86_400, Bytes = 1L << 30 };
        var step = hours * 3600.0 * 1_000_000 / events;
        var traffic = new AuditTraffic(partition, (Start.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond, step);
        var perRoll = Math.Max(BatchEvents, events / hours / rolls / BatchEvents * BatchEvents);
        using var store = new FolderStore(folder, TimeProvider.System);
        using var archive = await PartitionArchive.OpenAsync(store, "compliance.audit", partition, roll, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var batch = new EventBatchWriter(4 << 20);
        var encoded = new ArrayBufferWriter<byte>(4096);
        for (long sequence = AuditEvent.FirstSequence, offset = 0; sequence <= events; offset++)
        {
            sequence = Gather(traffic, batch, encoded, sequence, Math.Min(events, sequence + BatchEvents - 1));
            archive.Take(offset, 0, batch.Finish().ToArray());
            if (archive.IsDue || (sequence - 1) % perRoll == 0)
                await archive.RollAsync(CancellationToken.None);
        }

        await archive.RollAsync(CancellationToken.None);
    }

    /// <summary>Begins a batch anew and puts these events into it; returns the sequence behind them.</summary>
    public static long Gather(AuditTraffic traffic, EventBatchWriter batch, ArrayBufferWriter<byte> encoded, long sequence, long last)
    {
        for (var first = true; sequence <= last; sequence++, first = false)
        {
            var e = traffic.Next(sequence);
            if (first)
                batch.Start(e.Proxy, e.Epoch);
            encoded.ResetWrittenCount();
            EventCodec.Write(e, encoded);
            if (!batch.TryAdd(sequence, encoded.WrittenSpan))
                throw new InvalidOperationException("A batch is larger than thought.");
        }

        return sequence;
    }
}
