using System.Buffers.Binary;
using System.IO.Hashing;
using K4os.Compression.LZ4;

namespace Compliance.Kafka.Records.Codecs;

/// <summary>
/// LZ4 frames as Java writes and reads them: independent blocks (linked ones are refused), 64 KiB each, no checksums, no size. In frames that
/// arrive, block checksums are verified and the content checksum is skipped, as every Kafka reader does.
/// <code>
/// frame = 04 22 4D 18, flags, block size, [content size int64], header checksum, { length uint32, block, [checksum uint32] }*, 0 uint32,
///         [content checksum uint32]; all little-endian, a block's highest length bit says that it is not compressed
/// </code>
/// Magic 0 has a checksum of its own making, over the frame's first four bytes too: readers of that magic don't look at it, writers keep to it.
/// </summary>
internal sealed class Lz4Codec : IBatchCodec
{
    private const uint FrameMagic = 0x184D2204;
    private const uint PlainBit = 0x8000_0000;
    private const int Version = 0x40;
    private const int VersionMask = 0xC0;
    private const int IndependentFlag = 0x20;
    private const int BlockChecksumFlag = 0x10;
    private const int SizeFlag = 0x08;
    private const int ContentChecksumFlag = 0x04;
    private const int ReservedFlags = 0x03;
    private const byte BlockOf64KiB = 4 << 4;
    private const int BlockSize = 64 * 1024;
    private const int HeaderSize = 7;

    public RecordFaultKind? Decompress(ReadOnlyMemory<byte> source, byte magic, PooledBuffer target, int limit)
    {
        ReadOnlySpan<byte> rest = source.Span;
        if (!TryReadHeader(ref rest, magic, out int flags, out int blockSize))
            return RecordFaultKind.Compressed;
        int checksumSize = (flags & BlockChecksumFlag) != 0 ? sizeof(uint) : 0;
        int room = limit;
        while (true)
        {
            if (rest.Length < sizeof(uint))
                return RecordFaultKind.Compressed;
            uint field = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            rest = rest[sizeof(uint)..];
            if (field == 0)
                return rest.Length == ((flags & ContentChecksumFlag) != 0 ? sizeof(uint) : 0) ? null : RecordFaultKind.Compressed;
            uint length = field & ~PlainBit;
            if (length > blockSize || length + checksumSize > rest.Length)
                return RecordFaultKind.Compressed;
            ReadOnlySpan<byte> block = rest[..(int)length];
            if (checksumSize > 0 && BinaryPrimitives.ReadUInt32LittleEndian(rest[block.Length..]) != XxHash32.HashToUInt32(block))
                return RecordFaultKind.Compressed;
            int before = target.Length;
            if (Unpack(block, (field & PlainBit) != 0, target, blockSize, room) is { } fault)
                return fault;
            room -= target.Length - before;
            rest = rest[(block.Length + checksumSize)..];
        }
    }

    public void Compress(ReadOnlyMemory<byte> plain, ReadOnlySpan<byte> original, byte magic, PooledBuffer target)
    {
        WriteHeader(target, magic);
        ReadOnlySpan<byte> rest = plain.Span;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> block = rest[..Math.Min(BlockSize, rest.Length)];
            Span<byte> room = target.Reserve(sizeof(uint) + LZ4Codec.MaximumOutputSize(block.Length));
            int length = LZ4Codec.Encode(block, room[sizeof(uint)..]);
            bool isPlain = length <= 0 || length >= block.Length;
            if (isPlain)
                block.CopyTo(room[sizeof(uint)..]);
            uint field = isPlain ? (uint)block.Length | PlainBit : (uint)length;
            BinaryPrimitives.WriteUInt32LittleEndian(room, field);
            target.Advance(sizeof(uint) + (int)(field & ~PlainBit));
            rest = rest[block.Length..];
        }

        target.Append([0, 0, 0, 0]);
    }

    private static void WriteHeader(PooledBuffer target, byte magic)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        BinaryPrimitives.WriteUInt32LittleEndian(header, FrameMagic);
        header[4] = Version | IndependentFlag;
        header[5] = BlockOf64KiB;
        header[6] = (byte)(XxHash32.HashToUInt32(magic == 0 ? header[..6] : header[4..6]) >> 8);
        target.Append(header);
    }

    private static bool TryReadHeader(ref ReadOnlySpan<byte> rest, byte magic, out int flags, out int blockSize)
    {
        flags = blockSize = 0;
        if (rest.Length < HeaderSize || BinaryPrimitives.ReadUInt32LittleEndian(rest) != FrameMagic)
            return false;
        flags = rest[4];
        int sizeCode = rest[5] >> 4;
        if ((flags & (VersionMask | IndependentFlag | ReservedFlags)) != (Version | IndependentFlag) || sizeCode is < 4 or > 7 || (rest[5] & 0x0f) != 0)
            return false;
        blockSize = 1 << (8 + (2 * sizeCode));
        int checksumAt = (flags & SizeFlag) != 0 ? 14 : 6;
        if (rest.Length <= checksumAt || (magic > 0 && rest[checksumAt] != (byte)(XxHash32.HashToUInt32(rest[4..checksumAt]) >> 8)))
            return false;
        rest = rest[(checksumAt + 1)..];
        return true;
    }

    private static RecordFaultKind? Unpack(ReadOnlySpan<byte> block, bool isPlain, PooledBuffer target, int blockSize, int room)
    {
        int most = Math.Min(blockSize, room);
        if (isPlain)
        {
            if (block.Length > most)
                return RecordFaultKind.TooLarge;
            target.Append(block);
            return null;
        }

        int length = LZ4Codec.Decode(block, target.Reserve(most)[..most]);
        if (length < 0)
            return most < blockSize ? RecordFaultKind.TooLarge : RecordFaultKind.Compressed;
        target.Advance(length);
        return null;
    }
}
