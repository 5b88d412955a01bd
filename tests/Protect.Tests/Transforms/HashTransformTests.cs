using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Protect.Transforms;

namespace Compliance.Protect.Tests.Transforms;

public sealed class HashTransformTests
{
    private static readonly byte[] Material = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static string Hash(string @class, string text)
    {
        using var key = new HmacKey([.. Material]);
        var scratch = new Scratch();
        HashTransform.Write(key, Encoding.UTF8.GetBytes(@class), Encoding.UTF8.GetBytes(text), scratch);
        return Encoding.UTF8.GetString(scratch.Written);
    }

    [Theory]
    [InlineData("card", "4111111111111111")]
    [InlineData("card", "")]
    [InlineData("name", "Zoë 🙂")]
    public void It_is_the_HMAC_of_class_zero_and_value(string @class, string text)
    {
        var expected = HMACSHA256.HashData(Material, Encoding.UTF8.GetBytes(@class + "\0" + text));

        Assert.Equal(Convert.ToHexStringLower(expected), Hash(@class, text));
    }

    [Fact]
    public void Equal_values_of_one_class_join_and_those_of_two_do_not()
    {
        Assert.Equal(Hash("a", "x"), Hash("a", "x"));
        Assert.NotEqual(Hash("a", "x"), Hash("b", "x"));
        Assert.NotEqual(Hash("a", "x"), Hash("a", "y"));
    }

    [Fact]
    public void Spelling_does_not_matter_and_a_number_joins_its_text()
    {
        // given one value as text, escaped text and number, under one rule
        using var keys = Plans.Keys();
        var output = new System.Buffers.ArrayBufferWriter<byte>();

        new ValueProtector(keys).Apply(Plans.For(("$.a[*]", "{hash: k}")), """{"a":["41","\u0034\u0031",41,"42"]}"""u8, output, new());

        var hashes = JsonNode.Parse(output.WrittenSpan)!["a"]!.AsArray().Select(n => n!.GetValue<string>()).ToList();
        Assert.Equal(hashes[0], hashes[1]);
        Assert.Equal(hashes[0], hashes[2]);
        Assert.NotEqual(hashes[0], hashes[3]);
    }

    [Fact]
    public async Task Threads_may_share_a_key()
    {
        using var key = new HmacKey([.. Material]);
        var expected = Hash("c", "value");

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            var scratch = new Scratch();
            for (var i = 0; i < 500; i++)
            {
                scratch.Reset();
                HashTransform.Write(key, "c"u8, "value"u8, scratch);
            }

            return Encoding.UTF8.GetString(scratch.Written);
        })));

        Assert.All(all, hash => Assert.Equal(expected, hash));
    }
}
