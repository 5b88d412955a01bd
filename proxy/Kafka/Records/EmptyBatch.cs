using System.Buffers;
using System.Buffers.Binary;

namespace Compliance.Kafka.Records;

/// <summary>
/// What is left of a batch whose records must not be read: its header with no records, as compaction leaves it. A consumer goes on at the
/// offset behind the batch; removing the whole batch would make it ask for the same offset for ever.
/// </summary>
public static class EmptyBatch
{
    private const int HeaderLength = 61;
    private const int AttributesOffset = 21;

    /// <summary>Grammar: the batch's own header; batchLength 49, no codec bits (librdkafka decompresses whenever it sees one), recordCount 0, CRC anew.</summary>
    public static void Write(in BatchView batch, IBufferWriter<byte> output)
    {
        var header = output.GetSpan(HeaderLength)[..HeaderLength];
        if (batch.Magic == 2)
            batch.Raw[..HeaderLength].CopyTo(header);
        else
            Modernise(batch, header);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], HeaderLength - 12);
        var attributes = (short)(BinaryPrimitives.ReadInt16BigEndian(header[AttributesOffset..]) & ~0x07);
        BinaryPrimitives.WriteInt16BigEndian(header[AttributesOffset..], attributes);
        BinaryPrimitives.WriteInt32BigEndian(header[57..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(header[17..], Crc32C.Compute(header[AttributesOffset..]));
        output.Advance(HeaderLength);
    }

    /// <summary>Magic 0 and 1 have no empty form. Their offset is that of the last record within, so a batch of magic 2 ends at it.</summary>
    private static void Modernise(in BatchView batch, Span<byte> header)
    {
        header.Clear();
        BinaryPrimitives.WriteInt64BigEndian(header, batch.BaseOffset);
        BinaryPrimitives.WriteInt32BigEndian(header[12..], -1);
        header[16] = 2;
        BinaryPrimitives.WriteInt64BigEndian(header[27..], batch.MaxTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(header[35..], batch.MaxTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(header[43..], -1);
        BinaryPrimitives.WriteInt16BigEndian(header[51..], -1);
        BinaryPrimitives.WriteInt32BigEndian(header[53..], -1);
    }
}
