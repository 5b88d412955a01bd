using System.Buffers.Binary;
using Compliance.AuditSink.Intake;
using Compliance.Events;
using Compliance.Fuzz.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Fuzz.Evidence;

/// <summary>
/// The sink's intake. An input is two records of the audit topic, each behind its length (int32). Every record gives rows; a row can be
/// encoded; a batch that is whole gives a row for each event that was not seen before, and one for what is missing, so none is lost unseen.
/// </summary>
internal sealed class IntakeTarget : Target
{
    private const long Time = 1_790_000_000_000_000;
    private static readonly Guid Unset = Guid.Empty;

    public override string Name => "intake";
    public override int Share => 40;

    public override void Mend(Span<byte> input)
    {
        foreach (var (start, length) in Records(input))
        {
            var record = input.Slice(start, length);
            if (record.Length > EventBatchView.EpochAt)
                BinaryPrimitives.WriteUInt32BigEndian(record[EventBatchView.CrcAt..], Crc32C.Of(record[EventBatchView.EpochAt..]));
        }
    }

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        var reader = new RecordReader("audit", 0, new Sequences(), NullLogger.Instance);
        long offset = 0;
        foreach (var (start, length) in Records(input.Span))
        {
            byte[] value = input.Slice(start, length).ToArray();
            int rows = 0;
            long gaps = 0;
            probe.Begin();
            reader.Read(offset++, Time, value, e =>
            {
                rows++;
                gaps += e.Action == AuditAction.Gap ? 1 : 0;
                if (e.Id == Unset && e.Action is AuditAction.Gap or AuditAction.Unreadable)
                    throw new OracleException("a row of the sink's own without an id");
            });
            probe.End(16_384 + (120L * value.Length));
            Check(value, rows, gaps, offset == 1, probe);
        }
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
    [
        .. new[]
        {
            Join(Events.Batch("proxy-1", 3, 1, 3), Events.Batch("proxy-1", 3, 4, 2)),
            Join(Events.Batch("proxy-1", 3, 1, 2), Events.Batch("proxy-1", 3, 2, 4)),
            Join(Events.Batch("proxy-1", 3, 5, 2), Events.Batch("proxy-1", 3, 1, 2)),
            Join(Events.Batch("proxy-1", 3, 1, 1), Events.Batch("pröxy-2", 4, 9, 1)),
        }.Select(bytes => new Sample(bytes, [0, 4, 5, 9, 17, 25, 33, 37, 39, 46, 50])),
    ];

    private static byte[] Join(params byte[][] records) => [.. records.SelectMany(record => (byte[])[.. BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(record.Length)), .. record])];

    /// <summary>Where the records lie: whatever the lengths say, within the input.</summary>
    private static List<(int Start, int Length)> Records(ReadOnlySpan<byte> input)
    {
        var records = new List<(int, int)>();
        for (int at = 0; at + 4 <= input.Length && records.Count < 4;)
        {
            int length = Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(input[at..]), 0, input.Length - at - 4);
            records.Add((at + 4, length));
            at += 4 + length;
        }

        return records;
    }

    private static void Check(byte[] value, int rows, long gaps, bool isFirst, Probe probe)
    {
        if (EventBatchView.Open(value, out var batch) is { } fault)
        {
            Demand(rows == 1, "a record that is no batch gave no row of its own");
            probe.Count(Kinds.Of(fault.Kind));
            return;
        }

        probe.Count(gaps > 0 ? "batch behind a gap" : "batch");
        Demand(gaps <= 1 && rows <= batch.Count + gaps, "more rows than events");
        if (isFirst)
            Demand(rows == batch.Count + gaps, $"a new batch of {batch.Count} events gave {rows} rows");
    }
}
