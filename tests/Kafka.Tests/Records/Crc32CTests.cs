using Compliance.Kafka.Records;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

public sealed class Crc32CTests
{
    // RFC 3720, appendix B.4, and the check value that every catalogue of checksums gives.
    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("313233343536373839", 0xE3069283u)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AAu)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 0x62A8AB43u)]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0x46DD794Eu)]
    public void Published_values_are_met(string hex, uint expected) =>
        Assert.Equal(expected, Crc32C.Compute(Convert.FromHexString(hex)));

    [Fact]
    public void Any_length_gives_what_the_polynomial_gives_bit_by_bit()
    {
        byte[] bytes = new byte[10_000];
        new Random(17).NextBytes(bytes);

        foreach (int length in new[] { 1, 7, 8, 1023, 3071, 3072, 3073, 6144, 7001, 9999, 10_000 })
            Assert.Equal(BitByBit(bytes.AsSpan(0, length)), Crc32C.Compute(bytes.AsSpan(0, length)));

        static uint BitByBit(ReadOnlySpan<byte> input)
        {
            uint crc = uint.MaxValue;
            foreach (byte one in input)
            {
                crc ^= one;
                for (int bit = 0; bit < 8; bit++)
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }

            return ~crc;
        }
    }

    [Fact]
    public void Going_on_from_a_seed_gives_the_checksum_of_the_whole_wherever_it_is_cut()
    {
        byte[] bytes = [.. Enumerable.Range(0, 61).Select(i => (byte)(i * 7))];
        uint whole = Crc32C.Compute(bytes);

        for (int cut = 0; cut <= bytes.Length; cut++)
            Assert.Equal(whole, Crc32C.Compute(bytes.AsSpan(cut), Crc32C.Compute(bytes.AsSpan(0, cut))));
    }
}
