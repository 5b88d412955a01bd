using System.Buffers;
using System.Text;
using Compliance.Kafka.Records;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

/// <summary>Budgets of garbage per rebuilt batch, once pools and contexts are warm.</summary>
public sealed class AllocationTests
{
    private const int Windows = 10;
    private const int Rounds = 20;

    // gzip's streams can't be used twice, and the snappy package makes a small object for every block.
    [Theory]
    [InlineData(CompressionType.None, 0)]
    [InlineData(CompressionType.Lz4, 0)]
    [InlineData(CompressionType.Zstd, 0)]
    [InlineData(CompressionType.Snappy, 160)]
    [InlineData(CompressionType.Gzip, 1024)]
    public void Rebuilding_a_batch_stays_within_its_budget_of_garbage(CompressionType codec, int budget)
    {
        byte[] value = Encoding.UTF8.GetBytes("{\"card\":\"4111111111111111\",\"note\":\"" + new string('x', 900) + "\"}");
        byte[] set = SpecBatch.Of(codec, [.. Enumerable.Repeat(value, 15)]).Encode();
        byte[] masked = value[..^10];
        var rebuilder = new BatchRebuilder(RecordLimits.Default);
        var output = new ArrayBufferWriter<byte>(100_000);

        // The leanest window counts: a collection, or a test beside this one, may empty the shared pools in any of them.
        long leanest = Enumerable.Range(0, Windows).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Rounds; i++)
                Rebuild();
            return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
        });

        Assert.True(leanest <= budget, $"{leanest} bytes a batch");

        void Rebuild()
        {
            output.ResetWrittenCount();
            var view = new RecordSetView(set);
            view.MoveNext();
            rebuilder.Open(view.Current);
            while (rebuilder.MoveNext())
                rebuilder.Replace(rebuilder.Current.Index % 2 == 0 ? masked : value);
            Assert.Null(rebuilder.Close(output));
        }
    }
}
