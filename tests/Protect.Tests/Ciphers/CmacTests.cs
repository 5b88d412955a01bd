using System.Runtime.Intrinsics;
using Compliance.Protect.Ciphers;
using CsCheck;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Compliance.Protect.Tests.Ciphers;

public class CmacTests
{
    // RFC 4493, 4.
    [Theory]
    [InlineData("", "bb1d6929e95937287fa37d129b756746")]
    [InlineData("6bc1bee22e409f96e93d7e117393172a", "070a16b46b4d4144f79bdd9dd04a287c")]
    [InlineData("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411", "dfa66747de9ae63030ca32611497c827")]
    [InlineData(
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
        "51f0bebf7e3b9d92fc49741779363cfe")]
    public void The_standards_examples(string text, string mac)
    {
        using var aes = new AesBlock(Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3c"));

        Assert.Equal(Vector128.Create(Convert.FromHexString(mac)), new Cmac(aes).Of(Convert.FromHexString(text)));
    }

    [Fact]
    public void Another_author_gets_the_same() => Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[0, 100]).Sample((key, text) =>
    {
        using var aes = new AesBlock(key);
        return new Cmac(aes).Of(text) == Theirs(key, text);
    });

    [Fact]
    public void An_end_is_combined_with_the_last_sixteen_bytes() => Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[16, 100], Gen.Byte.Array[16]).Sample((key, text, end) =>
    {
        using var aes = new AesBlock(key);

        var mac = new Cmac(aes).Of(text, Vector128.Create(end));

        for (var i = 0; i < end.Length; i++)
            text[text.Length - end.Length + i] ^= end[i];
        return mac == Theirs(key, text);
    });

    private static Vector128<byte> Theirs(byte[] key, byte[] text)
    {
        var mac = new CMac(new AesEngine());
        mac.Init(new KeyParameter(key));
        mac.BlockUpdate(text, 0, text.Length);
        var result = new byte[16];
        mac.DoFinal(result, 0);
        return Vector128.Create(result);
    }
}
