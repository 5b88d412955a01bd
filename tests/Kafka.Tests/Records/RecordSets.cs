using System.Buffers;
using Compliance.Kafka.Records;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

/// <summary>Whole record sets through the reader and the rebuilder.</summary>
internal static class RecordSets
{
    /// <summary>What a set holds; fails the test on a fault, or on a tail that was not expected.</summary>
    public static List<ReadBatch> Read(ReadOnlySpan<byte> set, int expectedTail = 0)
    {
        var batches = new List<ReadBatch>();
        var rebuilder = new BatchRebuilder(RecordLimits.Default);
        var view = new RecordSetView(set);
        while (view.MoveNext())
        {
            Assert.True(view.Current.CrcMatches());
            Assert.Null(rebuilder.Open(view.Current));
            var records = new List<ReadRecord>();
            while (rebuilder.MoveNext())
                records.Add(ReadRecord.Of(rebuilder.Current));
            Assert.Null(rebuilder.Fault);
            batches.Add(ReadBatch.Of(view.Current, records));
            rebuilder.Abandon();
        }

        Assert.Null(view.Fault);
        Assert.Equal(expectedTail, view.TailLength);
        return batches;
    }

    /// <summary>The set rebuilt, every record handed to <paramref name="change"/>; fails the test on a fault.</summary>
    public static byte[] Rebuild(ReadOnlySpan<byte> set, Action<BatchRebuilder> change)
    {
        var output = new ArrayBufferWriter<byte>();
        var rebuilder = new BatchRebuilder(RecordLimits.Default);
        var view = new RecordSetView(set);
        while (view.MoveNext())
        {
            Assert.Null(rebuilder.Open(view.Current));
            while (rebuilder.MoveNext())
                change(rebuilder);
            Assert.Null(rebuilder.Close(output));
        }

        Assert.Null(view.Fault);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The fault of the set's first batch, wherever it shows; null when the whole batch is sound.</summary>
    public static RecordFault? FaultOf(ReadOnlySpan<byte> set, RecordLimits? limits = null)
    {
        var view = new RecordSetView(set);
        if (!view.MoveNext())
            return view.Fault;
        var rebuilder = new BatchRebuilder(limits ?? RecordLimits.Default);
        if (rebuilder.Open(view.Current) is null)
        {
            while (rebuilder.MoveNext())
                continue;
        }

        return rebuilder.Close(new ArrayBufferWriter<byte>());
    }
}
