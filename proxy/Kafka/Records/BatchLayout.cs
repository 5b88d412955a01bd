namespace Compliance.Kafka.Records;

/// <summary>
/// Where the fields of a batch (magic 2) and of a message (magic 0 and 1) stand.
/// <code>
/// both    offset int64, length int32 (of what follows), …, magic int8 at 16
/// magic 2 … leaderEpoch int32, magic, crc uint32 (of all behind it), attributes int16, lastOffsetDelta int32, baseTimestamp int64,
///         maxTimestamp int64, producerId int64, producerEpoch int16, baseSequence int32, recordCount int32, records
/// magic 1 … crc uint32 (of all behind it), magic, attributes int8, timestamp int64, key bytes, value bytes
/// magic 0 … the same without the timestamp
/// </code>
/// </summary>
internal static class BatchLayout
{
    public const int LengthAt = 8;
    public const int Prefix = 12;
    public const int MagicAt = 16;

    public const int LeaderEpochAt = 12;
    public const int CrcAt = 17;
    public const int AttributesAt = 21;
    public const int LastOffsetDeltaAt = 23;
    public const int BaseTimestampAt = 27;
    public const int MaxTimestampAt = 35;
    public const int ProducerIdAt = 43;
    public const int ProducerEpochAt = 51;
    public const int BaseSequenceAt = 53;
    public const int RecordCountAt = 57;
    public const int RecordsAt = 61;

    public const int LegacyCrcAt = 12;
    public const int LegacyCrcFrom = 16;
    public const int LegacyAttributesAt = 17;
    public const int LegacyTimestampAt = 18;

    public const int CodecMask = 0x07;
    public const int LogAppendTimeBit = 0x08;
    public const int TransactionalBit = 0x10;
    public const int ControlBit = 0x20;
    public const int DeleteHorizonBit = 0x40;

    /// <summary>Where a message's key begins, which is also the smallest header that a message can have.</summary>
    public static int LegacyKeyAt(byte magic) => magic == 0 ? 18 : 26;

    /// <summary>The smallest whole batch or message: header, and in messages the two length fields.</summary>
    public static int Smallest(byte magic) => magic == 2 ? RecordsAt : LegacyKeyAt(magic) + 8;
}
