using System.Buffers.Binary;
using Compliance.Kafka.Records;

namespace Compliance.Kafka.Tests.Records;

/// <summary>Encodes messages of magic 0 and 1 for tests; the checksum is always right.</summary>
internal static class SpecMessage
{
    public const long Timestamp = 1_600_000_000_000;

    public static byte[] Encode(byte magic, long offset, byte[]? key, byte[]? value, int attributes = 0)
    {
        int keyAt = BatchLayout.LegacyKeyAt(magic);
        byte[] message = new byte[keyAt + 8 + (key?.Length ?? 0) + (value?.Length ?? 0)];
        BinaryPrimitives.WriteInt64BigEndian(message, offset);
        message[BatchLayout.MagicAt] = magic;
        message[BatchLayout.LegacyAttributesAt] = (byte)attributes;
        if (magic == 1)
            BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(BatchLayout.LegacyTimestampAt), Timestamp);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(keyAt), key?.Length ?? -1);
        key?.CopyTo(message, keyAt + 4);
        int valueAt = keyAt + 4 + (key?.Length ?? 0);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(valueAt), value?.Length ?? -1);
        value?.CopyTo(message, valueAt + 4);
        LegacyFormat.Seal(message);
        return message;
    }

    /// <summary>A wrapper around <paramref name="inner"/> messages; its offset is the last one's.</summary>
    public static byte[] Wrap(byte magic, CompressionType codec, long offset, params byte[][] inner) =>
        Encode(magic, offset, null, SpecBatch.Compress(codec, [.. inner.SelectMany(one => one)], magic), (int)codec);
}
