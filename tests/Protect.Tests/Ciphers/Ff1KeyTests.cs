using Compliance.Protect.Ciphers;
using Compliance.Protect.Tests.Data;
using CsCheck;
using Org.BouncyCastle.Crypto.Fpe;
using Org.BouncyCastle.Crypto.Parameters;

namespace Compliance.Protect.Tests.Ciphers;

public class Ff1KeyTests
{
    private const string Characters = "0123456789abcdefghijklmnopqrstuvwxyz";

    // SP 800-38G's samples.
    [Theory]
    [InlineData(16, "", "0123456789", "2433477484")]
    [InlineData(16, "39383736353433323130", "0123456789", "6124200773")]
    [InlineData(16, "3737373770717273373737", "0123456789abcdefghi", "a9tv40mll9kdu509eum")]
    [InlineData(24, "", "0123456789", "2830668132")]
    [InlineData(24, "39383736353433323130", "0123456789", "2496655549")]
    [InlineData(24, "3737373770717273373737", "0123456789abcdefghi", "xbj3kv35jrawxv32ysr")]
    [InlineData(32, "", "0123456789", "6657667009")]
    [InlineData(32, "39383736353433323130", "0123456789", "1001623463")]
    [InlineData(32, "3737373770717273373737", "0123456789abcdefghi", "xs8a0azh2avyalyzuwd")]
    public void The_standards_samples(int keyBytes, string tweak, string text, string token)
    {
        using var key = new Ff1Key(Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94").AsSpan(0, keyBytes));
        var radix = text.Length == 10 ? 10 : 36;
        var numerals = Numerals(text, Characters);

        key.Encrypt(radix, Convert.FromHexString(tweak), numerals);
        Assert.Equal(token, Text(numerals, Characters));

        key.Decrypt(radix, Convert.FromHexString(tweak), numerals);
        Assert.Equal(text, Text(numerals, Characters));
    }

    [Theory]
    [InlineData("aes_ff1_base10", 3845)]
    [InlineData("aes_ff1_base26", 3076)]
    [InlineData("aes_ff1_base36", 2854)]
    public void Every_published_case(string file, int count)
    {
        var cases = WycheproofFile.Read(file);
        Assert.Equal(count, cases.Count);

        foreach (var (group, each) in cases)
        {
            var (radix, alphabet) = (group.GetProperty("radix").GetInt32(), group.Text("alphabet"));
            var (text, token) = (each.Text("msg"), each.Text("ct"));
            // Smaller domains can be tried out, and characters outside of the alphabet are no numerals: neither gets as far as the cipher.
            if (!Ff1Key.IsEnough(radix, text.Length) || text.Any(c => !alphabet.Contains(c, StringComparison.Ordinal)))
                continue;
            if (!each.IsValid())
            {
                Assert.Throws<ArgumentException>(() => new Ff1Key(each.Bytes("key")));
                continue;
            }

            using var key = new Ff1Key(each.Bytes("key"));
            var numerals = Numerals(text, alphabet);
            key.Encrypt(radix, each.Bytes("tweak"), numerals);
            Assert.Equal(token, Text(numerals, alphabet));
            key.Decrypt(radix, each.Bytes("tweak"), numerals);
            Assert.Equal(text, Text(numerals, alphabet));
        }
    }

    [Fact]
    public void Another_author_gets_the_same()
    {
        var values = Gen.OneOf(2, 3, 10, 26, 36, 62, 255, 256)
            .SelectMany(radix => Gen.Select(Gen.Const(radix), Gen.Int[0, radix - 1].Select(n => (byte)n).Array[20, 200]));
        Gen.Select(Gen.OneOf(16, 24, 32).SelectMany(size => Gen.Byte.Array[size]), Gen.Byte.Array[0, 40], values).Sample((material, tweak, value) =>
        {
            var (radix, numerals) = value;
            var engine = new FpeFf1Engine();
            engine.Init(true, new FpeParameters(new KeyParameter(material), radix, tweak));
            var theirs = new byte[numerals.Length];
            engine.ProcessBlock(numerals, 0, numerals.Length, theirs, 0);
            using var key = new Ff1Key(material);

            var ours = numerals.ToArray();
            key.Encrypt(radix, tweak, ours);
            Assert.Equal(theirs, ours);

            key.Decrypt(radix, tweak, ours);
            Assert.Equal(numerals, ours);
        });
    }

    [Theory]
    [InlineData(10, 38)]
    [InlineData(2, 512)]
    [InlineData(256, 512)]
    public void The_least_and_the_greatest_of_long_values_are_turned_back(int radix, int length)
    {
        using var key = new Ff1Key(Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94"));
        foreach (var numeral in new[] { 0, radix - 1 })
        {
            var engine = new FpeFf1Engine();
            var numerals = Enumerable.Repeat((byte)numeral, length).ToArray();
            engine.Init(true, new FpeParameters(new KeyParameter(Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94")), radix, [7]));
            var theirs = new byte[length];
            engine.ProcessBlock(numerals, 0, length, theirs, 0);

            key.Encrypt(radix, [7], numerals);
            Assert.Equal(theirs, numerals);

            key.Decrypt(radix, [7], numerals);
            Assert.All(numerals, each => Assert.Equal(numeral, each));
        }
    }

    [Theory]
    [InlineData(10, 5, false)]
    [InlineData(10, 6, true)]
    [InlineData(26, 4, false)]
    [InlineData(26, 5, true)]
    [InlineData(36, 3, false)]
    [InlineData(36, 4, true)]
    [InlineData(62, 3, false)]
    [InlineData(62, 4, true)]
    [InlineData(10, 512, true)]
    [InlineData(10, 513, false)]
    public void Fewer_than_a_million_values_are_refused(int radix, int numerals, bool isEnough)
    {
        using var key = new Ff1Key(new byte[32]);

        Assert.Equal(isEnough, Ff1Key.IsEnough(radix, numerals));
        if (!isEnough)
            Assert.Throws<ArgumentException>(() => key.Encrypt(radix, [], new byte[numerals]));
    }

    [Fact]
    public void What_is_no_numeral_is_refused()
    {
        using var key = new Ff1Key(new byte[32]);

        Assert.Throws<ArgumentOutOfRangeException>(() => key.Encrypt(10, [], [1, 2, 3, 4, 5, 10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => key.Encrypt(10, new byte[Ff1Key.MostTweak + 1], new byte[6]));
    }

    private static byte[] Numerals(string text, string alphabet) => [.. text.Select(c => (byte)alphabet.IndexOf(c, StringComparison.Ordinal))];

    private static string Text(byte[] numerals, string alphabet) => string.Concat(numerals.Select(n => alphabet[n]));
}
