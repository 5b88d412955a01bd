using System.Buffers.Binary;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Tests.Data;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Kafka.Tests.Wire;

public sealed class HostileBytesTests : IDisposable
{
    /// <summary>More would take hours for the large messages that another set of vectors may have.</summary>
    private const int MostCuts = 5000;

    private readonly Walk _walk = new();

    public void Dispose() => _walk.Dispose();

    [Fact]
    public void A_message_cut_anywhere_is_a_fault_with_a_place()
    {
        foreach (MessageVector vector in MessageVector.All)
            for (int length = 0; length < vector.Bytes.Length; length += 1 + (vector.Bytes.Length / MostCuts))
            {
                WireFault? fault = _walk.Read(vector.Program, vector.Bytes.AsMemory(0, length));

                Assert.True(fault is { Kind: FaultKind.Truncated or FaultKind.BadCount }, $"{vector} cut at {length}: {fault}");
                Assert.InRange(fault.Value.Offset, 0, length);
                Assert.Equal(0, _walk.Nodes.Length);
            }
    }

    [Fact]
    public void A_byte_too_many_is_a_fault()
    {
        foreach (MessageVector vector in MessageVector.All)
        {
            byte[] longer = [.. vector.Bytes, 0];

            Assert.Equal(FaultKind.TrailingBytes, _walk.Read(vector.Program, longer)?.Kind);
        }
    }

    [Fact]
    public void Bytes_behind_a_message_can_be_cut_off_in_place_of_a_fault()
    {
        using var edits = new Edits(_walk);
        foreach (MessageVector vector in MessageVector.All)
        {
            byte[] longer = [.. vector.Bytes, 1, 0, 0];

            // When it is read up to its last field,
            Assert.Null(_walk.ReadLeading(vector.Program, longer));
            edits.Clear();

            // then the message is all there is, and all that leaves; and what has nothing behind it leaves as it came.
            Assert.True(_walk.Body.SequenceEqual(vector.Bytes));
            Assert.True(edits.Any);
            byte[] written = new byte[edits.NewLength];
            edits.WriteTo(written);
            Assert.Equal(vector.Bytes, written);
            Assert.Null(_walk.ReadLeading(vector.Program, vector.Bytes));
            Assert.False(edits.Any);
        }
    }

    [Fact]
    public void Changed_bytes_give_a_fault_or_a_tape_whose_every_value_can_be_read()
    {
        var random = new Random(4711);
        using var edits = new Edits(_walk);
        foreach (MessageVector vector in MessageVector.All)
            for (int round = 0; round < 60; round++)
            {
                byte[] bytes = Mutate(random, vector.Bytes);
                if (_walk.Read(vector.Program, bytes) is not null)
                    continue;

                CheckTape(bytes.Length);
                Message.Decode(_walk);
                Assert.Equal(bytes.Length, edits.NewLength);
                byte[] written = new byte[edits.NewLength];
                edits.WriteTo(written);
                Assert.Equal(bytes, written);
            }
    }

    [Fact]
    public void Random_bytes_never_throw_and_never_take_memory_beyond_their_own_measure()
    {
        var random = new Random(815);
        MessageProgram[] programs = [.. MessageVector.All.Select(vector => vector.Program).Distinct()];
        byte[] bytes = new byte[2000];
        foreach (MessageProgram program in programs)
            for (int round = 0; round < 20; round++)
            {
                // Small values reach deeper than random ones, which fail at the first length.
                for (int i = 0; i < bytes.Length; i++)
                    bytes[i] = (byte)(random.Next(4) == 0 ? random.Next(256) : random.Next(3));
                Memory<byte> body = bytes.AsMemory(0, random.Next(bytes.Length));

                if (_walk.Read(program, body) is null)
                    CheckTape(body.Length);
            }
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 12)]
    public void A_count_beyond_the_bytes_is_refused_before_anything_is_done_about_it(short key, short version)
    {
        MessageProgram program = ApiTable.Find(key)!.Request(version);
        byte[] body = program.Flexible
            ? [0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 0, 0, 0]
            : [0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0];
        _walk.Read(program, body);

        long before = GC.GetAllocatedBytesForCurrentThread();
        WireFault? fault = _walk.Read(program, body);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(FaultKind.BadCount, fault?.Kind);
        Assert.Equal("Topics", fault?.Field);
        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 }, FaultKind.BadVarint)]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x1F }, FaultKind.BadVarint)]
    [InlineData(new byte[] { 0x80, 0x80, 0x80 }, FaultKind.Truncated)]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x0F }, FaultKind.BadLength)]
    [InlineData(new byte[] { 0x81, 0x80, 0x02, 0x61 }, FaultKind.BadLength)]
    [InlineData(new byte[] { 0x00 }, FaultKind.UnexpectedNull)]
    [InlineData(new byte[] { 0x03, 0xC3, 0x28, 0, 0, 0, 0, 1, 1, 0 }, FaultKind.BadText)]
    public void Lengths_and_names_out_of_range_are_refused(byte[] body, FaultKind kind)
    {
        WireFault? fault = _walk.Read(ApiTable.Find(12)!.Request(4), body);

        Assert.Equal(kind, fault?.Kind);
        Assert.Equal("GroupId", fault?.Field);
    }

    [Fact]
    public void A_classic_length_below_null_is_refused()
    {
        Assert.Equal(FaultKind.BadLength, _walk.Read(ApiTable.Find(12)!.Request(0), new byte[] { 0xFF, 0xFE, 0, 0, 0, 0, 0, 0 })?.Kind);
        Assert.Equal(FaultKind.UnexpectedNull, _walk.Read(ApiTable.Find(12)!.Request(0), new byte[] { 0xFF, 0xFF, 0, 0, 0, 0, 0, 0 })?.Kind);
    }

    [Theory]
    [InlineData(new byte[] { 2, 7, 0, 7, 0 }, FaultKind.BadTagOrder)]
    [InlineData(new byte[] { 2, 7, 0, 3, 0 }, FaultKind.BadTagOrder)]
    [InlineData(new byte[] { 1, 7, 9 }, FaultKind.Truncated)]
    [InlineData(new byte[] { 9, 7, 0 }, FaultKind.BadCount)]
    [InlineData(new byte[] { 1, 0, 3, 2, 0x61, 0x61 }, FaultKind.BadTagSize)]
    [InlineData(new byte[] { 1, 0, 1, 2, 0x61 }, FaultKind.BadTagSize)]
    public void Tag_sections_that_two_readers_could_read_differently_are_refused(byte[] tags, FaultKind kind)
    {
        // given a Fetch v12, whose tag 0 is the cluster id
        byte[] fetch = new Message(ApiTable.Find(1)!.Request(12)).Encode();
        byte[] body = [.. fetch[..^1], .. tags];

        Assert.Equal(kind, _walk.Read(ApiTable.Find(1)!.Request(12), body)?.Kind);
    }

    [Fact]
    public void The_bound_on_nodes_holds_and_the_next_message_is_read_again()
    {
        var metadata = new Message(ApiTable.Find(3)!.Response(12));
        for (int i = 0; i < 1000; i++)
            metadata.Add("Brokers");
        byte[] body = metadata.Encode();
        using var small = new Walk(maxNodes: 500);

        Assert.Equal(FaultKind.TooManyNodes, small.Read(metadata.Program, body)?.Kind);

        Assert.Null(small.Read(metadata.Program, new Message(metadata.Program).Encode()));
        Assert.Null(_walk.Read(metadata.Program, body));
    }

    [Fact]
    public void A_fault_says_where_and_why_and_shows_none_of_the_bytes()
    {
        byte[] body = [.. new Message(ApiTable.Find(12)!.Request(4)) { ["GroupId"] = "canary" }.Encode(), 0x63, 0x63];

        WireFault? fault = _walk.Read(ApiTable.Find(12)!.Request(4), body);

        Assert.Equal("bytes are left behind the last field (at byte 14)", fault.ToString());
        Assert.Equal("a length is out of range (at byte 3, field A.B)", new WireFault(FaultKind.BadLength, 3, "A.B").ToString());
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.NotEqual(kind.ToString(), new WireFault(kind, 0).Cause));
    }

    private void CheckTape(int length)
    {
        ReadOnlySpan<WalkNode> nodes = _walk.Nodes;
        Assert.InRange(nodes.Length, 1, 2 * length + 2);
        for (int i = 0; i < nodes.Length; i++)
        {
            WalkNode node = nodes[i];
            Assert.True(node.Start <= node.Content && node.Content <= node.End && node.End <= length);
            Assert.True(node.Next > i && node.Next <= nodes.Length);
            if (i > 0)
                Assert.True(node.Parent < i && node.Next <= nodes[node.Parent].Next && node.End <= nodes[node.Parent].End);
        }
    }

    /// <summary>Some bytes changed, a length made extreme, a piece cut out or doubled.</summary>
    private static byte[] Mutate(Random random, byte[] original)
    {
        byte[] bytes = [.. original];
        if (bytes.Length == 0)
            return [(byte)random.Next(256)];
        switch (random.Next(4))
        {
            case 0:
                for (int i = random.Next(1, 4); i > 0; i--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 1 when bytes.Length >= 4:
                int[] extremes = [-1, -2, 0, 1, int.MaxValue, int.MinValue, 0x7FFF, 0xFFFF, bytes.Length];
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(random.Next(bytes.Length - 3)), extremes[random.Next(extremes.Length)]);
                return bytes;
            case 2:
                int cut = random.Next(bytes.Length);
                return [.. bytes[..cut], .. bytes[Math.Min(bytes.Length, cut + random.Next(1, 9))..]];
            default:
                int at = random.Next(bytes.Length);
                return [.. bytes[..at], .. bytes[random.Next(at + 1)..]];
        }
    }
}
