using System.IO.Compression;
using Compliance.Kafka.Records;
using Snappier;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

/// <summary>Few bytes that unfold to very many: the unpacking stops at the limit, and costs no more memory than that allows.</summary>
public sealed class BombTests
{
    private const int Limit = 1_000_000;
    private const int Unfolded = 100_000_000;

    private static readonly RecordLimits Limits = new() { MaxBytes = 4 * Limit, RatioFloor = Limit, MaxRatio = 2 };

    [Fact]
    public void Gzip_stops_at_the_limit() => AssertStops(CompressionType.Gzip, Streamed(output => new GZipStream(output, CompressionLevel.Fastest)));

    [Fact]
    public void Zstd_stops_at_the_limit() => AssertStops(CompressionType.Zstd, Streamed(output => new ZstdSharp.CompressionStream(output, 1)));

    [Fact]
    public void Zstd_that_announces_its_size_stops_at_the_limit() =>
        AssertStops(CompressionType.Zstd, SpecBatch.Compress(CompressionType.Zstd, new byte[8 * Limit]));

    [Fact]
    public void Zstd_that_announces_the_largest_window_and_size_stops_at_the_limit() =>
        // Magic, a single segment of 2^62 bytes, one block of 2 MB of one repeated byte.
        AssertStops(CompressionType.Zstd, Convert.FromHexString("28b52ffd" + "e0" + "0000000000000040" + "030000" + "61"), mayBeMalformed: true);

    [Fact]
    public void Lz4_stops_at_the_limit() => AssertStops(CompressionType.Lz4, SpecBatch.Compress(CompressionType.Lz4, new byte[20 * Limit]));

    [Fact]
    public void Raw_snappy_stops_at_the_limit() => AssertStops(CompressionType.Snappy, Snappy.CompressToArray(new byte[20 * Limit]));

    [Fact]
    public void Raw_snappy_that_announces_more_than_the_format_can_hold_gets_no_room()
    {
        byte[] set = (SpecBatch.Of(CompressionType.Snappy) with { Payload = [0xff, 0xff, 0xff, 0xff, 0x07, .. new byte[2_000_000]], RecordCount = 1 }).Encode();
        long before = GC.GetAllocatedBytesForCurrentThread();

        RecordFault? fault = RecordSets.FaultOf(set);

        Assert.Equal(RecordFaultKind.Compressed, fault?.Kind);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20_000_000);
    }

    [Fact]
    public void Zstd_of_very_many_empty_blocks_gets_the_room_of_a_usual_ratio_and_not_what_they_might_hold()
    {
        // A frame of unknown size with a window of 8 MB, then raw blocks of no bytes, the last of them marked.
        byte[] frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68, .. new byte[300_000], 0x01, 0x00, 0x00];
        byte[] set = (SpecBatch.Of(CompressionType.Zstd) with { Payload = frame, RecordCount = 1 }).Encode();
        long before = GC.GetAllocatedBytesForCurrentThread();

        RecordFault? fault = RecordSets.FaultOf(set);

        Assert.Equal(RecordFaultKind.RecordCount, fault?.Kind);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20_000_000);
    }

    [Fact]
    public void Zstd_of_a_ratio_beyond_the_usual_is_unpacked_all_the_same()
    {
        byte[] value = new byte[3_000_000];

        Assert.Equal(6_000_000, RecordSets.Read(SpecBatch.Of(CompressionType.Zstd, value).Encode())[0].Records[0].Value!.Length);
    }

    [Fact]
    public void Xerial_snappy_stops_at_the_limit()
    {
        byte[] block = Snappy.CompressToArray(new byte[32 * 1024]);
        byte[] framed = [0, 0, (byte)(block.Length >> 8), (byte)block.Length, .. block];
        byte[] header = [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1];

        AssertStops(CompressionType.Snappy, [.. header, .. Enumerable.Repeat(framed, 1000).SelectMany(one => one)]);
    }

    [Fact]
    public void A_dense_batch_below_the_floor_is_no_bomb()
    {
        byte[] set = SpecBatch.Of(CompressionType.Zstd, [.. Enumerable.Repeat(new byte[1000], 900)]).Encode();

        Assert.True(set.Length * Limits.MaxRatio < 900_000);
        Assert.Null(RecordSets.FaultOf(set, Limits));
    }

    [Theory]
    [InlineData(0, 1_000_000)]
    [InlineData(400_000, 1_000_000)]
    [InlineData(600_000, 1_200_000)]
    [InlineData(3_000_000, 4_000_000)]
    [InlineData(int.MaxValue, 4_000_000)]
    public void The_limit_is_the_ratio_between_floor_and_ceiling(int compressed, int expected) =>
        Assert.Equal(expected, Limits.BytesFor(compressed));

    private static void AssertStops(CompressionType codec, byte[] bomb, bool mayBeMalformed = false)
    {
        byte[] set = (SpecBatch.Of(codec) with { Payload = bomb, RecordCount = 1 }).Encode();
        long before = GC.GetAllocatedBytesForCurrentThread();

        RecordFault? fault = RecordSets.FaultOf(set, Limits);

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(fault?.Kind == RecordFaultKind.Ratio || (mayBeMalformed && fault?.Kind == RecordFaultKind.Compressed), $"{fault}");
        // Where the pool is empty, rooms of doubling sizes: the last holds the limit, and all before it are as much again.
        Assert.True(allocated < (4 * Limits.BytesFor(bomb.Length)) + Limit, $"{allocated} bytes were allocated");
    }

    private static byte[] Streamed(Func<Stream, Stream> open)
    {
        var output = new MemoryStream();
        byte[] zeros = new byte[1_000_000];
        using (Stream stream = open(output))
        {
            for (int written = 0; written < Unfolded; written += zeros.Length)
                stream.Write(zeros);
        }

        return output.ToArray();
    }
}
