using Compliance.Kafka.Records;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>What the headers of a record set say, without opening a batch. Control batches hold no records of anybody.</summary>
internal readonly record struct RecordFacts(long Records, long Bytes, long FirstOffset, long LastOffset)
{
    public static RecordFacts Of(ReadOnlySpan<byte> set)
    {
        long records = 0, bytes = 0, first = -1, last = -1;
        var batches = new RecordSetView(set);
        while (batches.MoveNext())
        {
            var batch = batches.Current;
            if (batch.IsControl || batch.RecordCount == 0)
                continue;
            // A wrapper of magic 0 or 1 does not say how many it holds: one at least.
            records += Math.Max(1, batch.RecordCount);
            bytes += batch.Raw.Length;
            if (first < 0)
                first = batch.BaseOffset;
            last = batch.LastOffset;
        }

        return new RecordFacts(records, bytes, first, last);
    }
}
