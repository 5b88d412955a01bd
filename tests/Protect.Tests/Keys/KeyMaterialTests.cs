using System.Security.Cryptography;
using System.Text;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests.Keys;

public sealed class KeyMaterialTests
{
    private static readonly byte[] Key = SHA256.HashData("a key"u8);

    public static TheoryData<string> Forms() =>
    [
        Convert.ToHexStringLower(Key), Convert.ToHexString(Key) + "\n", "  " + Convert.ToBase64String(Key) + "\r\n",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Hexadecimal_and_base64_give_their_bytes(string text)
    {
        Assert.Equal(Key, KeyMaterial.Read(Encoding.ASCII.GetBytes(text), KeyUse.Hash, out var error));
        Assert.Equal("", error);
    }

    [Fact]
    public void Other_bytes_are_the_key_themselves()
    {
        byte[] raw = [.. Key, 0xFF];

        Assert.Equal(raw, KeyMaterial.Read(raw, KeyUse.Hash, out _));
    }

    [Fact]
    public void Too_short_a_key_is_refused_whatever_its_form()
    {
        Refused([], "gives 0 bytes");
        Refused(Encoding.ASCII.GetBytes(Convert.ToHexString(Key[..31])), "gives 31 bytes");
        Refused(Encoding.ASCII.GetBytes(Convert.ToBase64String(Key[..24])), "gives 24 bytes");
        Refused(Key[..31], "gives 31 bytes");
    }

    [Fact]
    public void What_is_no_random_key_is_refused()
    {
        Refused(new byte[64], "fewer than 8 different bytes");
        Refused(Encoding.ASCII.GetBytes(new string('0', 64)), "fewer than 8 different bytes");
        Refused(new byte[5000], "at most 4096");
    }

    private static void Refused(byte[] content, string why)
    {
        Assert.Null(KeyMaterial.Read(content, KeyUse.Hash, out var error));
        Assert.Contains(why, error);
    }
}
