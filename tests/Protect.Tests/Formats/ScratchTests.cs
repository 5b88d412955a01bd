using System.Text;
using System.Text.Json;
using Compliance.Protect.Formats;

namespace Compliance.Protect.Tests.Formats;

public sealed class ScratchTests
{
    [Fact]
    public void What_was_appended_stands_in_its_order_however_much_it_is()
    {
        var scratch = new Scratch();

        for (var i = 0; i < 10_000; i++)
            scratch.Append(BitConverter.GetBytes(i));

        Assert.Equal(40_000, scratch.Length);
        Assert.Equal(Enumerable.Range(0, 10_000).SelectMany(BitConverter.GetBytes), scratch.Written.ToArray());
    }

    [Fact]
    public void Reset_leaves_nothing_of_a_value_behind()
    {
        var scratch = new Scratch();
        scratch.Append("secret"u8);

        scratch.Reset();

        Assert.Equal(0, scratch.Length);
        Assert.Equal(new byte[6], scratch.Reserve(6).ToArray());
    }

    [Fact]
    public void Reset_of_a_large_one_gives_the_room_back_and_starts_anew()
    {
        var scratch = new Scratch();
        scratch.Reserve(100_000).Fill(7);

        scratch.Reset();
        scratch.Append("x"u8);

        Assert.Equal("x", Encoding.UTF8.GetString(scratch.Written));
        Assert.Equal(new byte[100], scratch.Reserve(100).ToArray());
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("\"\\\b\f\n\r\t\u0000\u001f\u007f")]
    [InlineData("é名🙂\u2028")]
    public void Escaped_text_reads_back_as_it_was(string text)
    {
        var scratch = new Scratch();

        scratch.Append("\""u8);
        scratch.Append(Encoding.UTF8.GetBytes(text));
        scratch.EscapeFrom(1);
        scratch.Append("\""u8);

        Assert.Equal(text, JsonSerializer.Deserialize<string>(scratch.Written));
    }

    [Fact]
    public void Truncate_takes_back_the_end()
    {
        var scratch = new Scratch();
        scratch.Append("abcdef"u8);

        scratch.Truncate(2);
        scratch.Append("x"u8);

        Assert.Equal("abx", Encoding.UTF8.GetString(scratch.Written));
    }
}
