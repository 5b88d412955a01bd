using Compliance.Protect.Ciphers;
using Compliance.Protect.Keys;
using Compliance.Protect.Tests.Data;
using CsCheck;

namespace Compliance.Protect.Tests.Ciphers;

public sealed class GcmKeyTests
{
    [Fact]
    public void Every_published_case_with_nonces_of_96_bits()
    {
        var cases = WycheproofFile.Read("aes_gcm").Where(each => each.Group.GetProperty("ivSize").GetInt32() == 8 * GcmKey.NonceBytes).ToList();
        Assert.Equal(197, cases.Count);

        foreach (var (_, each) in cases)
        {
            using var key = new GcmKey(each.Bytes("key"));
            var (nonce, data, text, cipher, tag) = (each.Bytes("iv"), each.Bytes("aad"), each.Bytes("msg"), each.Bytes("ct"), each.Bytes("tag"));
            var back = new byte[cipher.Length];

            Assert.True(each.IsValid() == key.TryOpen(data, [.. nonce, .. cipher, .. tag], back), each.Label());
            Assert.Equal(each.IsValid() ? text : new byte[cipher.Length], back);
            if (!each.IsValid())
                continue;
            var (made, mark) = (new byte[text.Length], new byte[GcmKey.TagBytes]);
            key.Seal(nonce, data, text, made, mark);
            Assert.Equal([.. cipher, .. tag], made.Concat(mark));
        }
    }

    [Fact]
    public void What_was_sealed_opens_and_with_one_bit_changed_does_not() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 100], Gen.Int[0, 1 << 20]).Sample((material, data, text, bit) =>
        {
            using var key = new GcmKey(material);
            var made = Seal(key, data, text);
            var back = new byte[text.Length];
            Assert.True(key.TryOpen(data, made, back));
            Assert.Equal(text, back);
            Assert.NotEqual(made, Seal(key, data, text));
            Assert.False(key.TryOpen([.. data, 0], made, back));

            made[bit / 8 % made.Length] ^= (byte)(1 << (bit % 8));
            Assert.False(key.TryOpen(data, made, back));
            Assert.All(back, b => Assert.Equal(0, b));
        });

    [Fact]
    public void A_key_that_is_worn_seals_no_more_and_opens_what_it_sealed()
    {
        using var key = new GcmKey(new byte[32]);
        key.Count = new KeyUses { Most = 2 }.Of("card", key.Id, isBounded: true);
        var made = Seal(key, [], [1]);
        Seal(key, [], [2]);
        var output = new byte[1 + GcmKey.Overhead];

        Assert.False(key.TrySeal([], [3], output));
        Assert.False(key.TrySeal([], [3], output));
        Assert.All(output, b => Assert.Equal(0, b));
        Assert.True(key.TryOpen([], made, new byte[1]));
    }

    [Fact]
    public void Many_threads_share_a_key()
    {
        using var key = new GcmKey([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

        Parallel.For(0, 2000, i =>
        {
            var (text, back) = (BitConverter.GetBytes(i), new byte[sizeof(int)]);
            Assert.True(key.TryOpen([], Seal(key, [], text), back));
            Assert.Equal(text, back);
        });
    }

    private static byte[] Seal(GcmKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> text)
    {
        var made = new byte[text.Length + GcmKey.Overhead];
        Assert.True(key.TrySeal(data, text, made));
        return made;
    }
}
