using System.Text;
using Compliance.Protect.Ciphers;
using Compliance.Protect.Tests.Data;
using CsCheck;

namespace Compliance.Protect.Tests.Ciphers;

public class SivKeyTests
{
    [Fact]
    public void Every_published_case()
    {
        var cases = WycheproofFile.Read("aes_siv_cmac");
        Assert.Equal(442, cases.Count);

        foreach (var (_, each) in cases)
        {
            using var key = new SivKey(each.Bytes("key"));
            var (data, text, token) = (each.Bytes("aad"), each.Bytes("msg"), each.Bytes("ct"));
            var back = new byte[Math.Max(token.Length - SivKey.Overhead, 0)];

            Assert.True(each.IsValid() == key.TryDecrypt(data, token, back), each.Label());
            if (!each.IsValid())
                continue;
            Assert.Equal(text, back);
            Assert.Equal(token, Encrypt(key, data, text));
        }
    }

    // What Confluent's libraries write for fields of the algorithm AES256_SIV: one component of associated data, and it is empty.
    [Theory]
    [InlineData("", "6ff5b8ef53fc365606cd3ea047374885")]
    [InlineData("hello", "4c796974c0dfa6582b0961c08ee00b524803219221")]
    [InlineData("4111111111111111", "29f0ff0c860a8cad4ed3cd1cf7c665c0955b1cac6b82adfbb5340d2ee01c72b7")]
    public void What_Confluents_field_encryption_writes(string text, string token)
    {
        using var key = new SivKey([.. Enumerable.Range(0, 64).Select(i => (byte)i)]);

        Assert.Equal(token, Convert.ToHexStringLower(Encrypt(key, [], Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void What_was_encrypted_comes_back_and_nothing_else_does() =>
        Gen.Select(Gen.Byte.Array[64], Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 100], Gen.Int[0, 1 << 20]).Sample((material, data, text, bit) =>
        {
            using var key = new SivKey(material);
            var token = Encrypt(key, data, text);
            var back = new byte[text.Length];
            Assert.True(key.TryDecrypt(data, token, back));
            Assert.Equal(text, back);

            token[bit / 8 % token.Length] ^= (byte)(1 << (bit % 8));
            Assert.False(key.TryDecrypt(data, token, back));
            Assert.All(back, b => Assert.Equal(0, b));
        });

    [Fact]
    public void A_token_of_other_data_or_too_short_does_not_come_back()
    {
        using var key = new SivKey([.. Enumerable.Range(0, 64).Select(i => (byte)i)]);
        var token = Encrypt(key, "card"u8, "4111111111111111"u8);

        Assert.False(key.TryDecrypt("iban"u8, token, new byte[16]));
        Assert.False(key.TryDecrypt("card"u8, token.AsSpan(0, 15), []));
    }

    private static byte[] Encrypt(SivKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> text)
    {
        var token = new byte[text.Length + SivKey.Overhead];
        key.Encrypt(data, text, token);
        return token;
    }
}
