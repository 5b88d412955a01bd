using System.Text;
using Compliance.Protect.Formats;
using Compliance.Protect.Transforms;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests.Transforms;

public sealed class MaskTransformTests
{
    private static string Mask(string text, int first, int last, string fill = "*")
    {
        var scratch = new Scratch();
        MaskTransform.Write(Encoding.UTF8.GetBytes(text), new Mask(first, last, fill), scratch);
        return Encoding.UTF8.GetString(scratch.Written);
    }

    [Theory]
    [InlineData("4111111111111111", 0, 4, "************1111")]
    [InlineData("4111111111111111", 6, 4, "411111******1111")]
    [InlineData("4111111111111111", 0, 0, "****************")]
    [InlineData("ada@shop.example", 1, 0, "a***************")]
    [InlineData("abc", 1, 1, "a*c")]
    [InlineData("", 2, 2, "")]
    public void The_ends_stay_and_the_middle_is_filled(string text, int first, int last, string expected)
    {
        Assert.Equal(expected, Mask(text, first, last));
    }

    [Theory]
    [InlineData("1234", 0, 4)]
    [InlineData("123", 0, 4)]
    [InlineData("1234", 2, 2)]
    [InlineData("1234", 1000, 1000)]
    [InlineData("é🙂", 1, 1)]
    public void A_text_no_longer_than_what_would_be_kept_is_filled_whole(string text, int first, int last)
    {
        Assert.Matches("^[*]+$", Mask(text, first, last));
    }

    [Theory]
    [InlineData("e\u0301a\u0301o\u0301u\u0301", 1, 1, "e\u0301**u\u0301")]
    [InlineData("🇩🇪🇫🇷🇳🇴", 1, 0, "🇩🇪**")]
    [InlineData("👨‍👩‍👧xyz", 1, 1, "👨‍👩‍👧**z")]
    [InlineData("名前は秘密", 1, 1, "名***密")]
    [InlineData("a\r\nbc", 2, 0, "a\r\n**")]
    public void What_a_reader_sees_as_one_character_counts_as_one(string text, int first, int last, string expected)
    {
        Assert.Equal(expected, Mask(text, first, last));
    }

    [Theory]
    [InlineData("•", "a••")]
    [InlineData("🙂", "a🙂🙂")]
    [InlineData("\"", "a\"\"")]
    [InlineData("\\", "a\\\\")]
    [InlineData(" ", "a  ")]
    public void Any_character_may_fill(string fill, string expected)
    {
        Assert.Equal(expected, Mask("abc", 1, 0, fill));
    }

    [Theory]
    [InlineData("\"\\/\b\f\n\t\u0001xyz", 8, 0, "\"\\/\b\f\n\t\u0001***")]
    [InlineData("xyz\u2028\u2029\"\\", 0, 4, "***\u2028\u2029\"\\")]
    [InlineData("<&>'x", 4, 0, "<&>'*")]
    public void What_is_kept_is_escaped_again(string text, int first, int last, string expected)
    {
        Assert.Equal(expected, Mask(text, first, last));
    }
}
