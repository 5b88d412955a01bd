using System.Buffers.Binary;
using System.IO.Hashing;
using Compliance.Kafka.Records;
using Compliance.Kafka.Records.Codecs;
using K4os.Compression.LZ4;
using Snappier;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

/// <summary>The framings that other clients write, and what must be refused of each codec.</summary>
public sealed class CodecTests
{
    private static readonly byte[] Plain = [.. Enumerable.Range(0, 150_000).Select(i => (byte)(i * i >> 7))];

    private static ReadOnlySpan<byte> XerialHeader => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1];

    public static TheoryData<CompressionType> Compressing => [.. Enum.GetValues<CompressionType>().Where(type => type != CompressionType.None)];

    [Theory]
    [MemberData(nameof(Compressing))]
    public void Anything_compressed_unpacks_to_itself_at_any_size(CompressionType type)
    {
        foreach (int size in new[] { 0, 1, 1000, 32 * 1024, (32 * 1024) + 1, 64 * 1024, (64 * 1024) + 1, Plain.Length })
            Assert.Equal(Plain[..size], Unpack(type, SpecBatch.Compress(type, Plain[..size]), limit: size));
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void Bytes_that_do_not_compress_go_through_too(CompressionType type)
    {
        byte[] noise = new byte[200_000];
        new Random(4711).NextBytes(noise);

        Assert.Equal(noise, Unpack(type, SpecBatch.Compress(type, noise)));
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void One_byte_over_the_limit_is_too_large(CompressionType type) =>
        Assert.Equal(RecordFaultKind.TooLarge, FaultOf(type, SpecBatch.Compress(type, Plain), limit: Plain.Length - 1));

    [Theory]
    [MemberData(nameof(Compressing))]
    public void Bytes_of_another_kind_are_refused(CompressionType type) =>
        Assert.Equal(RecordFaultKind.Compressed, FaultOf(type, [.. Enumerable.Repeat((byte)0xfe, 64)]));

    [Fact]
    public void Snappy_stays_in_the_framing_it_came_in()
    {
        byte[] raw = Snappy.CompressToArray(Plain);
        byte[] xerial = [.. XerialHeader, .. Block(Plain[..1000]), .. Block(Plain[1000..])];

        Assert.False(Recompress(raw).AsSpan().StartsWith(XerialHeader));
        Assert.True(Recompress(xerial).AsSpan().StartsWith(XerialHeader));
        Assert.Equal(Plain, Unpack(CompressionType.Snappy, Recompress(raw)));
        Assert.Equal(Plain, Unpack(CompressionType.Snappy, Recompress(xerial)));

        static byte[] Recompress(byte[] original)
        {
            var buffer = new PooledBuffer();
            BatchCodecs.Find(CompressionType.Snappy, 2)!.Compress(Unpack(CompressionType.Snappy, original), original, 2, buffer);
            return buffer.Written.ToArray();
        }
    }

    [Fact]
    public void Xerial_streams_one_behind_the_other_are_one() =>
        Assert.Equal(Plain, Unpack(CompressionType.Snappy, [.. XerialHeader, .. Block(Plain[..70_000]), .. XerialHeader, .. Block(Plain[70_000..])]));

    [Theory]
    [InlineData("00000000")]
    [InlineData("ffffffff")]
    [InlineData("7fffffff00")]
    [InlineData("000000")]
    public void A_xerial_block_length_beyond_its_bytes_is_refused(string hex) =>
        Assert.Equal(RecordFaultKind.Compressed, FaultOf(CompressionType.Snappy, [.. XerialHeader, .. Convert.FromHexString(hex)]));

    [Theory]
    [InlineData("8080808008")]
    [InlineData("ffffffff0f00")]
    [InlineData("8080808010")]
    public void A_raw_snappy_block_that_announces_more_than_an_array_holds_is_refused(string hex) =>
        Assert.Equal(RecordFaultKind.Compressed, FaultOf(CompressionType.Snappy, Convert.FromHexString(hex)));

    [Fact]
    public void Snappys_own_framing_for_streams_is_not_Kafkas()
    {
        var stream = new MemoryStream();
        using (var snappy = new SnappyStream(stream, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            snappy.Write(Plain);

        Assert.Equal(RecordFaultKind.Compressed, FaultOf(CompressionType.Snappy, stream.ToArray()));
    }

    [Fact]
    public void Lz4_is_written_with_independent_blocks_without_checksums_or_size()
    {
        byte[] frame = SpecBatch.Compress(CompressionType.Lz4, Plain);

        Assert.Equal("04224d18604082", Convert.ToHexStringLower(frame.AsSpan(0, 7)));
        Assert.Equal(new byte[4], frame[^4..]);
    }

    [Theory]
    [InlineData(0x60, 0x40)]
    [InlineData(0x60, 0x70)]
    [InlineData(0x70, 0x50)]
    [InlineData(0x68, 0x60)]
    [InlineData(0x64, 0x40)]
    [InlineData(0x7c, 0x40)]
    public void Lz4_frames_with_checksums_size_and_other_blocks_are_read(byte flags, byte blockSize) =>
        Assert.Equal(Plain, Unpack(CompressionType.Lz4, Lz4Frame(flags, blockSize)));

    [Theory]
    [InlineData(0x40, 0x40, "linked blocks")]
    [InlineData(0x61, 0x40, "a dictionary")]
    [InlineData(0x62, 0x40, "a reserved flag")]
    [InlineData(0xa0, 0x40, "another version")]
    [InlineData(0x60, 0x30, "blocks too small for the format")]
    [InlineData(0x60, 0xc0, "a reserved size bit")]
    [InlineData(0x60, 0x41, "another reserved size bit")]
    public void Lz4_frames_that_Java_refuses_are_refused(byte flags, byte blockSize, string why) =>
        Assert.True(FaultOf(CompressionType.Lz4, Lz4Frame(flags, blockSize)) == RecordFaultKind.Compressed, why);

    [Fact]
    public void A_wrong_checksum_of_an_lz4_header_or_block_is_refused_and_that_of_the_content_is_not_looked_at()
    {
        byte[] header = Lz4Frame(0x60, 0x40);
        header[6] ^= 1;
        byte[] block = Lz4Frame(0x70, 0x40);
        block[^5] ^= 1;
        byte[] content = Lz4Frame(0x64, 0x40);
        content[^1] ^= 1;

        Assert.Equal(RecordFaultKind.Compressed, FaultOf(CompressionType.Lz4, header));
        Assert.Equal(RecordFaultKind.Compressed, FaultOf(CompressionType.Lz4, block));
        Assert.Equal(Plain, Unpack(CompressionType.Lz4, content));
    }

    [Fact]
    public void In_magic_0_the_lz4_header_has_the_checksum_of_old_clients()
    {
        byte[] frame = SpecBatch.Compress(CompressionType.Lz4, Plain, magic: 0);

        Assert.Equal((byte)(XxHash32.HashToUInt32(frame.AsSpan(0, 6)) >> 8), frame[6]);
        Assert.Equal(Plain, Unpack(CompressionType.Lz4, frame, magic: 0));
        Assert.Equal(RecordFaultKind.Compressed, FaultOf(CompressionType.Lz4, frame));
    }

    [Fact]
    public void An_lz4_frame_that_goes_on_behind_its_end_or_has_none_is_refused()
    {
        byte[] frame = Lz4Frame(0x60, 0x40);

        Assert.Equal(RecordFaultKind.Compressed, FaultOf(CompressionType.Lz4, [.. frame, .. frame]));
        Assert.Equal(RecordFaultKind.Compressed, FaultOf(CompressionType.Lz4, frame[..^4]));
    }

    [Fact]
    public void Zstd_frames_are_read_with_and_without_their_size_and_one_behind_the_other()
    {
        byte[] sized = SpecBatch.Compress(CompressionType.Zstd, Plain);
        byte[] unsized = UnsizedZstd(Plain, level: 3);

        Assert.Equal(Plain, Unpack(CompressionType.Zstd, unsized, limit: Plain.Length));
        Assert.Equal((byte[])[.. Plain, .. Plain], Unpack(CompressionType.Zstd, [.. unsized, .. sized]));
    }

    [Fact]
    public void A_zstd_frame_of_the_highest_level_is_read_without_a_window_of_its_size() =>
        Assert.Equal(Plain, Unpack(CompressionType.Zstd, UnsizedZstd(Plain, level: 22)));

    [Fact]
    public void Gzip_members_one_behind_the_other_are_one() =>
        Assert.Equal(
            (byte[])[.. Plain, .. Plain],
            Unpack(CompressionType.Gzip, [.. SpecBatch.Compress(CompressionType.Gzip, Plain), .. SpecBatch.Compress(CompressionType.Gzip, Plain)]));

    private static byte[] Block(byte[] plain)
    {
        byte[] packed = Snappy.CompressToArray(plain);
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, packed.Length);
        return [.. length, .. packed];
    }

    /// <summary>A frame of one stored block per 60,000 bytes, with what its flags announce.</summary>
    private static byte[] Lz4Frame(byte flags, byte blockSize)
    {
        var frame = new List<byte> { flags, blockSize };
        if ((flags & 0x08) != 0)
            frame.AddRange(BitConverter.GetBytes((long)Plain.Length));
        frame.Add((byte)(XxHash32.HashToUInt32([.. frame]) >> 8));
        foreach (byte[] chunk in Plain.Chunk(60_000))
        {
            byte[] packed = new byte[LZ4Codec.MaximumOutputSize(chunk.Length)];
            packed = packed[..LZ4Codec.Encode(chunk, packed)];
            frame.AddRange(BitConverter.GetBytes(packed.Length));
            frame.AddRange(packed);
            if ((flags & 0x10) != 0)
                frame.AddRange(BitConverter.GetBytes(XxHash32.HashToUInt32(packed)));
        }

        frame.AddRange(new byte[4]);
        if ((flags & 0x04) != 0)
            frame.AddRange(BitConverter.GetBytes(XxHash32.HashToUInt32(Plain)));
        return [0x04, 0x22, 0x4d, 0x18, .. frame];
    }

    private static byte[] UnsizedZstd(byte[] plain, int level)
    {
        var output = new MemoryStream();
        using (var stream = new ZstdSharp.CompressionStream(output, level, leaveOpen: true))
        {
            foreach (byte[] chunk in plain.Chunk(10_000))
                stream.Write(chunk);
        }

        return output.ToArray();
    }

    private static byte[] Unpack(CompressionType type, byte[] packed, int limit = 10_000_000, byte magic = 2)
    {
        var buffer = new PooledBuffer();
        Assert.Null(BatchCodecs.Find(type, magic)!.Decompress(packed, magic, buffer, limit));
        return buffer.Written.ToArray();
    }

    private static RecordFaultKind? FaultOf(CompressionType type, byte[] packed, int limit = 10_000_000) =>
        BatchCodecs.Find(type, 2)!.Decompress(packed, 2, new PooledBuffer(), limit);
}
