using System.Buffers.Binary;
using System.IO.Hashing;

namespace Compliance.Kafka.Records;

/// <summary>
/// The header of one whole record batch (magic 2) or message (magic 0 and 1: a single record, or a wrapper around compressed ones) as
/// ranges of the received bytes. Made by <see cref="RecordSetView"/>, which has checked that the bytes are all there; lives as long as they.
/// </summary>
public readonly ref struct BatchView
{
    internal BatchView(ReadOnlySpan<byte> raw, int position)
    {
        Raw = raw;
        Position = position;
        Magic = raw[BatchLayout.MagicAt];
        Attributes = Magic == 2
            ? BinaryPrimitives.ReadInt16BigEndian(raw[BatchLayout.AttributesAt..])
            : raw[BatchLayout.LegacyAttributesAt];
    }

    /// <summary>All bytes of the batch, as received.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>Where <see cref="Raw"/> begins in the record set.</summary>
    public int Position { get; }

    public byte Magic { get; }

    public short Attributes { get; }

    /// <summary>The codec bits; a value beyond <see cref="CompressionType.Zstd"/> is a fault when the batch is opened.</summary>
    public CompressionType Compression => (CompressionType)(Attributes & BatchLayout.CodecMask);

    public TimestampType TimestampType => Magic == 0
        ? TimestampType.NoTimestamp
        : (Attributes & BatchLayout.LogAppendTimeBit) != 0 ? TimestampType.LogAppendTime : TimestampType.CreateTime;

    public bool IsTransactional => Magic == 2 && (Attributes & BatchLayout.TransactionalBit) != 0;

    /// <summary>A marker that brokers write (commit, abort, quorum). Never to be opened, changed or dropped.</summary>
    public bool IsControl => Magic == 2 && (Attributes & BatchLayout.ControlBit) != 0;

    /// <summary>The base timestamp field holds the time at which a compacted topic may forget this batch.</summary>
    public bool HasDeleteHorizon => Magic == 2 && (Attributes & BatchLayout.DeleteHorizonBit) != 0;

    /// <summary>The offset as written: of the first record in magic 2, of the last (or only) one in magic 0 and 1.</summary>
    public long BaseOffset => Int64(0);

    public long LastOffset => BaseOffset + LastOffsetDelta;

    public int LastOffsetDelta => Magic == 2 ? Int32(BatchLayout.LastOffsetDeltaAt) : 0;

    public int PartitionLeaderEpoch => Magic == 2 ? Int32(BatchLayout.LeaderEpochAt) : -1;

    public long BaseTimestamp => Magic == 2 ? Int64(BatchLayout.BaseTimestampAt) : MaxTimestamp;

    public long MaxTimestamp => Magic switch
    {
        2 => Int64(BatchLayout.MaxTimestampAt),
        1 => Int64(BatchLayout.LegacyTimestampAt),
        _ => -1,
    };

    /// <summary>-1 without idempotence.</summary>
    public long ProducerId => Magic == 2 ? Int64(BatchLayout.ProducerIdAt) : -1;

    public short ProducerEpoch => Magic == 2 ? BinaryPrimitives.ReadInt16BigEndian(Raw[BatchLayout.ProducerEpochAt..]) : (short)-1;

    public int BaseSequence => Magic == 2 ? Int32(BatchLayout.BaseSequenceAt) : -1;

    /// <summary>What the header says, unchecked; 1 for a message, and -1 for a wrapper of magic 0 and 1, whose header does not say.</summary>
    public int RecordCount => Magic == 2 ? Int32(BatchLayout.RecordCountAt) : Compression == CompressionType.None ? 1 : -1;

    public uint Crc => (uint)Int32(Magic == 2 ? BatchLayout.CrcAt : BatchLayout.LegacyCrcAt);

    /// <summary>Whether <see cref="Crc"/> is that of the bytes: CRC-32C in magic 2, CRC-32 before.</summary>
    public bool CrcMatches() => Crc == (Magic == 2
        ? Crc32C.Compute(Raw[BatchLayout.AttributesAt..])
        : Crc32.HashToUInt32(Raw[BatchLayout.LegacyCrcFrom..]));

    private int Int32(int at) => BinaryPrimitives.ReadInt32BigEndian(Raw[at..]);

    private long Int64(int at) => BinaryPrimitives.ReadInt64BigEndian(Raw[at..]);
}
