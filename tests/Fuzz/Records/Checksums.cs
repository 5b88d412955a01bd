using Compliance.Kafka.Records;
using Compliance.Kafka.Tests.Records;

namespace Compliance.Fuzz.Records;

/// <summary>Puts the checksums of a set's batches right, so that a change reaches codecs and records.</summary>
internal static class Checksums
{
    public static void Mend(Span<byte> set)
    {
        var view = new RecordSetView(set);
        while (view.MoveNext())
        {
            var batch = view.Current;
            var bytes = set.Slice(batch.Position, batch.Raw.Length);
            if (batch.Magic == 2)
                SpecBatch.Seal(bytes);
            else
                LegacyFormat.Seal(bytes);
        }
    }
}
