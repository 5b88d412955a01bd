using System.Text;
using Compliance.Protect.Ciphers;
using CsCheck;

namespace Compliance.Protect.Tests.Ciphers;

public sealed class XaesKeyTests
{
    private static ReadOnlySpan<byte> Text => "XAES-256-GCM"u8;

    // The two published vectors, for either value of the bit that falls out when the mask is doubled: C2SP, XAES-256-GCM.md.
    [Theory]
    [InlineData(1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271")]
    [InlineData(3, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d")]
    public void The_published_vectors(byte keyByte, string data, string expected)
    {
        using var key = new XaesKey([.. Enumerable.Repeat(keyByte, XaesKey.KeyBytes)]);
        var nonce = "ABCDEFGHIJKLMNOPQRSTUVWX"u8;
        var (aad, made, back) = (Encoding.ASCII.GetBytes(data), new byte[28], new byte[12]);

        key.Seal(nonce, aad, Text, made);

        Assert.Equal(expected, Convert.ToHexStringLower(made));
        Assert.True(key.TryOpen(aad, [.. nonce, .. made], back));
        Assert.Equal(Text, back);
    }

    [Fact]
    public void What_was_sealed_opens_under_another_instance_and_with_one_bit_changed_under_none() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 100], Gen.Int[0, 1 << 20]).Sample((material, data, text, bit) =>
        {
            using var key = new XaesKey(material);
            using var other = new XaesKey(material);
            var made = Seal(key, data, text);
            var back = new byte[text.Length];
            Assert.True(other.TryOpen(data, made, back));
            Assert.Equal(text, back);
            Assert.Equal(key.Id, other.Id);
            Assert.False(other.TryOpen([.. data, 0], made, back));

            made[bit / 8 % made.Length] ^= (byte)(1 << (bit % 8));
            Assert.False(key.TryOpen(data, made, back));
            Assert.All(back, b => Assert.Equal(0, b));
        });

    [Fact]
    public void A_derived_key_is_given_up_after_its_share()
    {
        using var key = new XaesKey(new byte[32], usesPerSalt: 3);

        var salts = Enumerable.Range(0, 9).Select(_ => Convert.ToHexString(Seal(key, [], Text).AsSpan(0, 12))).ToList();

        Assert.Equal([3, 3, 3], salts.GroupBy(salt => salt).Select(group => group.Count()));
    }

    [Fact]
    public void Two_proxies_with_one_key_derive_two()
    {
        using var one = new XaesKey(new byte[32]);
        using var two = new XaesKey(new byte[32]);

        Assert.NotEqual(Seal(one, [], Text)[..12], Seal(two, [], Text)[..12]);
    }

    [Fact]
    public void Many_threads_share_a_key_and_many_salts_its_places()
    {
        using var key = new XaesKey([.. Enumerable.Range(0, 32).Select(i => (byte)i)], usesPerSalt: 2);

        var made = new byte[4000][];
        Parallel.For(0, made.Length, i => made[i] = Seal(key, [], BitConverter.GetBytes(i)));
        Parallel.For(0, made.Length, i =>
        {
            var back = new byte[sizeof(int)];
            Assert.True(key.TryOpen([], made[i], back));
            Assert.Equal(i, BitConverter.ToInt32(back));
        });
    }

    private static byte[] Seal(XaesKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> text)
    {
        var made = new byte[text.Length + XaesKey.Overhead];
        key.Seal(data, text, made);
        return made;
    }
}
