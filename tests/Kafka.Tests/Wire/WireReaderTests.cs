using Compliance.Kafka.Wire;
using CsCheck;
using Xunit;

namespace Compliance.Kafka.Tests.Wire;

public sealed class WireReaderTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        Gen.Select(Gen.SByte, Gen.Short, Gen.Int, Gen.Long, Gen.UInt, Gen.Guid, Gen.Byte.Array[0, 300]).Sample((b, s, i, l, v, g, bytes) =>
        {
            foreach (bool compact in new[] { false, true })
            {
                // given a measure and a target of that size
                var counter = WireWriter.Counter();
                WriteAll(ref counter);
                byte[] target = new byte[counter.Position];
                var writer = new WireWriter(target);
                WriteAll(ref writer);

                // when all is read back, then nothing is left and everything is the same
                var reader = new WireReader(target);
                Assert.Equal((b, s, i, l, v, g), (reader.Int8(), reader.Int16(), reader.Int32(), reader.Int64(), reader.UVarint(), reader.Uuid()));
                Assert.True(compact ? reader.CompactString(out ReadOnlySpan<byte> text) : reader.ClassicString(out text));
                Assert.True(text.SequenceEqual(bytes));
                Assert.False(compact ? reader.CompactString(out _) : reader.ClassicString(out _));
                Assert.True(compact ? reader.CompactBytes(out ReadOnlySpan<byte> content) : reader.ClassicBytes(out content));
                Assert.True(content.SequenceEqual(bytes));
                Assert.Equal((0, false), (reader.Remaining, reader.Failed));

                void WriteAll(ref WireWriter to)
                {
                    to.Int8(b);
                    to.Int16(s);
                    to.Int32(i);
                    to.Int64(l);
                    to.UVarint(v);
                    to.Uuid(g);
                    to.String(bytes, compact);
                    to.NullString(compact);
                    to.Length(bytes.Length, compact);
                    to.Raw(bytes);
                }
            }
        });
    }

    [Fact]
    public void The_first_fault_sticks_and_everything_after_it_is_empty()
    {
        var reader = new WireReader([0, 9, 1, 2, 3]);

        Assert.False(reader.ClassicString(out _));
        Assert.Equal(0, reader.Int8());
        Assert.Equal(Guid.Empty, reader.Uuid());
        Assert.Equal(0u, reader.UVarint());

        Assert.Equal(new WireFault(FaultKind.Truncated, 2), reader.Fault);
    }

    [Fact]
    public void A_string_longer_than_Kafka_admits_is_neither_read_nor_written()
    {
        var reader = new WireReader([0x81, 0x80, 0x02, .. new byte[32768]]);
        reader.CompactString(out _);

        Assert.Equal(FaultKind.BadLength, reader.Fault?.Kind);
        Assert.Throws<ArgumentException>(() => WireWriter.Counter().String(new byte[32768], compact: true));
    }

    [Fact]
    public void Tags_are_passed_over_within_their_bounds()
    {
        var reader = new WireReader([2, 1, 2, 0xAA, 0xBB, 5, 0, 77]);
        reader.SkipTags();
        Assert.Equal(77, reader.Int8());

        var cut = new WireReader([0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1, 0]);
        cut.SkipTags();
        Assert.Equal(FaultKind.Truncated, cut.Fault?.Kind);
    }
}
