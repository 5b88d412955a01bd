using System.Runtime.Intrinsics;
using Compliance.Protect.Ciphers;
using CsCheck;

namespace Compliance.Protect.Tests.Ciphers;

public class AesBlockTests
{
    // FIPS 197, appendix C.
    [Theory]
    [InlineData("000102030405060708090a0b0c0d0e0f", "69c4e0d86a7b0430d8cdb78070b4c55a")]
    [InlineData("000102030405060708090a0b0c0d0e0f1011121314151617", "dda97ca4864cdfe06eaf70a0ec0d7191")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "8ea2b7ca516745bfeafc49904b496089")]
    public void The_standards_examples(string key, string cipher)
    {
        foreach (var native in new[] { true, false })
        {
            using var aes = new AesBlock(Convert.FromHexString(key), native);

            var block = aes.Encrypt(Vector128.Create(Convert.FromHexString("00112233445566778899aabbccddeeff")));

            Assert.Equal(cipher, Hex(block));
        }
    }

    [Fact]
    public void The_processor_and_the_platform_agree() =>
        Gen.Select(Gen.OneOf(16, 24, 32).SelectMany(size => Gen.Byte.Array[size]), Gen.Byte.Array[16]).Sample((key, block) =>
        {
            using var native = new AesBlock(key);
            using var platform = new AesBlock(key, native: false);
            return native.Encrypt(Vector128.Create(block)) == platform.Encrypt(Vector128.Create(block));
        });

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(33)]
    [InlineData(64)]
    public void A_key_of_another_length_is_refused(int length) =>
        Assert.Contains($"not {length}", Assert.Throws<ArgumentException>(() => new AesBlock(new byte[length])).Message, StringComparison.Ordinal);

    private static string Hex(Vector128<byte> block)
    {
        var bytes = new byte[16];
        block.CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
