using System.Text;
using CsCheck;
using Xunit;

namespace Compliance.Events.Tests;

public sealed class EventTextTests
{
    [Theory]
    [InlineData("till-1", "till-1")]
    [InlineData("büro 😀 日本", "büro 😀 日本")]
    [InlineData("", "")]
    [InlineData("a\nb\r\tc", "a�b��c")]
    [InlineData("x\u001b[31m", "x�[31m")]
    [InlineData("a\u202Eb\u2028c\u0085", "a�b�c�")]
    public void Letters_stay_and_what_could_forge_a_line_goes(string text, string clean)
    {
        Assert.Equal(clean, EventText.Clean(text));
        Assert.Equal(clean, EventText.Clean(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters() =>
        Assert.Equal("a��b", EventText.Clean([(byte)'a', 0xFF, 0xC0, (byte)'b']));

    [Fact]
    public void Half_a_character_becomes_a_replacement_character() => Assert.Equal("half�", EventText.Clean("half\uD83D"));

    [Fact]
    public void None_stays_none() => Assert.Null(EventText.Clean((string?)null));

    [Fact]
    public void The_longest_legal_topic_name_stays_whole() =>
        Assert.Equal(new string('t', 249), EventText.Clean(new string('t', 249)));

    [Fact]
    public void What_is_too_long_is_cut_between_characters_and_says_so()
    {
        Assert.Equal(new string('x', 255) + "…", EventText.Clean(new string('x', 257)));
        Assert.Equal(new string('x', 254) + "…", EventText.Clean(new string('x', 254) + "😀😀"));
        Assert.Equal(new string('x', 256), EventText.Clean(new string('x', 256)));
    }

    [Fact]
    public void Whatever_comes_in_the_result_is_bounded_and_clean() => Gen.String[0, 600].Sample(text =>
    {
        var clean = EventText.Clean(text)!;
        return clean.Length <= EventText.MaxLength && !clean.Any(char.IsControl) && EventText.Clean(clean) == clean
            && EventText.Clean(Encoding.UTF8.GetBytes(text)) == clean;
    });
}
