using System.Buffers;
using Compliance.Kafka.Records;

namespace Compliance.Benchmarks.Micro;

/// <summary>Opening a batch, replacing every value, closing it: the codec's cost and ours.</summary>
internal static class RebuildBenchmark
{
    public static void Run()
    {
        byte[] megabyte = new byte[1 << 20];
        Meter.Run("CRC-32C of 1 MiB", megabyte.Length, () => Crc32C.Compute(megabyte));
        foreach (int records in new[] { 15, 900 })
        {
            foreach (CompressionType codec in Enum.GetValues<CompressionType>())
                Run(codec, records);
        }
    }

    private static void Run(CompressionType codec, int records)
    {
        byte[] batch = RecordBatches.Batch(codec, records);
        byte[][] sameLength = [.. Enumerable.Range(records, records).Select(RecordBatches.Payment)];
        byte[][] shorter = [.. sameLength.Select(value => value[..^12])];
        string name = $"{codec}, {records} records of 1 KB ({batch.Length} B)";
        var rebuilder = new BatchRebuilder(RecordLimits.Default);
        var output = new ArrayBufferWriter<byte>(2 * batch.Length + 4096);

        Meter.Run($"read    {name}", records * 1024, () => Rebuild(null));
        Meter.Run($"replace {name}", records * 1024, () => Rebuild(shorter));
        if (codec == CompressionType.None)
            Meter.Run($"in place {name}", records * 1024, () => Rebuild(sameLength));

        void Rebuild(byte[][]? values)
        {
            output.ResetWrittenCount();
            var view = new RecordSetView(batch);
            view.MoveNext();
            rebuilder.Open(view.Current);
            while (rebuilder.MoveNext())
            {
                if (values is not null)
                    rebuilder.Replace(values[rebuilder.Current.Index]);
            }

            if (rebuilder.Close(output) is { } fault)
                throw new InvalidOperationException(fault.ToString());
        }
    }
}
