using System.Buffers.Binary;
using Snappier;

namespace Compliance.Kafka.Records.Codecs;

/// <summary>
/// Snappy in both of Kafka's framings. Java and sarama write xerial's: a header, then blocks of 32 KiB, each behind its length; librdkafka
/// and franz-go write one raw block. Every reader takes both; a rebuilt batch keeps the one it came in.
/// <code>xerial = 82 "SNAPPY" 00, version int32, compatible int32, { length int32, raw block }*</code>
/// </summary>
internal sealed class SnappyCodec : IBatchCodec
{
    private const int HeaderSize = 16;
    private const int BlockSize = 32 * 1024;

    /// <summary>No element of the format makes more of its bytes than a copy: 64 of 3. What announces more is not worth the room.</summary>
    private const int MaxRatio = 22;

    private static ReadOnlySpan<byte> Header => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1];

    public RecordFaultKind? Decompress(ReadOnlyMemory<byte> source, byte magic, PooledBuffer target, int limit)
    {
        ReadOnlySpan<byte> rest = source.Span;
        if (!IsXerial(rest))
            return Unpack(rest, target, limit);

        int room = limit;
        while (!rest.IsEmpty)
        {
            // Streams written one after another repeat the header.
            if (IsXerial(rest))
            {
                rest = rest[HeaderSize..];
                continue;
            }

            if (rest.Length < sizeof(int))
                return RecordFaultKind.Compressed;
            int length = BinaryPrimitives.ReadInt32BigEndian(rest);
            rest = rest[sizeof(int)..];
            if (length <= 0 || length > rest.Length)
                return RecordFaultKind.Compressed;
            int before = target.Length;
            if (Unpack(rest[..length], target, room) is { } fault)
                return fault;
            room -= target.Length - before;
            rest = rest[length..];
        }

        return null;
    }

    public void Compress(ReadOnlyMemory<byte> plain, ReadOnlySpan<byte> original, byte magic, PooledBuffer target)
    {
        ReadOnlySpan<byte> rest = plain.Span;
        if (!IsXerial(original))
        {
            target.Advance(Snappy.Compress(rest, target.Reserve(Snappy.GetMaxCompressedLength(rest.Length))));
            return;
        }

        target.Append(Header);
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> block = rest[..Math.Min(BlockSize, rest.Length)];
            Span<byte> room = target.Reserve(sizeof(int) + Snappy.GetMaxCompressedLength(block.Length));
            int length = Snappy.Compress(block, room[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(room, length);
            target.Advance(sizeof(int) + length);
            rest = rest[block.Length..];
        }
    }

    private static bool IsXerial(ReadOnlySpan<byte> bytes) => bytes.Length >= HeaderSize && bytes.StartsWith(Header[..8]);

    private static RecordFaultKind? Unpack(ReadOnlySpan<byte> block, PooledBuffer target, int limit)
    {
        try
        {
            int length = Snappy.GetUncompressedLength(block);
            // The package gives a length above its own bound as a negative number.
            if (length < 0 || length > (long)MaxRatio * block.Length)
                return RecordFaultKind.Compressed;
            if (length > limit)
                return RecordFaultKind.TooLarge;
            if (!Snappy.TryDecompress(block, target.Reserve(length)[..length], out int written) || written != length)
                return RecordFaultKind.Compressed;
            target.Advance(length);
            return null;
        }
        catch (InvalidDataException)
        {
            return RecordFaultKind.Compressed;
        }
    }
}
