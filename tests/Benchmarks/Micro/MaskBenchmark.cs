using System.Buffers;
using Compliance.Kafka.Records;
using Compliance.Protect;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Benchmarks.Micro;

/// <summary>Masking two fields of a JSON record of 1 KB, alone and inside batches.</summary>
internal static class MaskBenchmark
{
    public static void Run()
    {
        FieldPlan plan = MaskPolicy.Load().PlanFor(new Caller("User:reader"), "masked.payments", When.Consume, TimeProvider.System.GetUtcNow());
        var protector = new ValueProtector(KeyRing.Empty);
        var counts = new ProtectCounts();
        var output = new ArrayBufferWriter<byte>(4096);
        byte[][] payments = [.. Enumerable.Range(0, 64).Select(RecordBatches.Payment)];
        int next = 0;

        Meter.Run("mask two fields of a JSON record of 1 KB", 1024, () => Apply(payments[next++ % payments.Length]));
        foreach (CompressionType codec in Enum.GetValues<CompressionType>())
            Batch(codec);

        void Apply(ReadOnlySpan<byte> value)
        {
            output.ResetWrittenCount();
            if (protector.Apply(plan, value, output, counts).Result != ProtectResult.Changed)
                throw new InvalidOperationException("Nothing was masked.");
        }

        void Batch(CompressionType codec)
        {
            byte[] batch = RecordBatches.Batch(codec, 64);
            var rebuilder = new BatchRebuilder(RecordLimits.Default);
            var rebuilt = new ArrayBufferWriter<byte>(2 * batch.Length);
            Meter.Run($"  64 of them in a batch, {codec}", 64 * 1024, () =>
            {
                rebuilt.ResetWrittenCount();
                var view = new RecordSetView(batch);
                view.MoveNext();
                rebuilder.Open(view.Current);
                while (rebuilder.MoveNext())
                {
                    Apply(rebuilder.Current.Value);
                    rebuilder.Replace(output.WrittenSpan);
                }

                rebuilder.Close(rebuilt);
            });
        }
    }
}
