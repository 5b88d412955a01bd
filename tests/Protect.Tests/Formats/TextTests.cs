namespace Compliance.Protect.Tests.Formats;

public sealed class TextTests
{
    [Theory]
    [InlineData("{mask: {keepLast: 4}}", "4111111111111111", "************1111")]
    [InlineData("{pan: {bin: 6, last: 4}}", "4111 1111 1111 1111", "4111 11** **** 1111")]
    [InlineData("{email: {keep: domain}}", "ada@shop.example", "***@shop.example")]
    [InlineData("{generalise: {date: year}}", "1985-11-23", "1985-01-01")]
    [InlineData("{round: {to: 100}}", "1249.99", "1200")]
    [InlineData("redact", "a \"text\"", "")]
    [InlineData("drop", "a text", "")]
    [InlineData("{mask: {keepLast: 1}}", "\"é🙂", "**🙂")]
    [InlineData("mask", "", "")]
    [InlineData("{token: {with: ff1, key: f, alphabet: digits}}", "letters", "OutsideAlphabet at $")]
    public void The_whole_value_is_one_scalar(string treatment, string value, string expected)
    {
        Assert.Equal(expected, Plans.Apply(Plans.In("text", ("$", treatment)), value));
    }

    [Fact]
    public void Bytes_that_are_no_text_do_not_pass()
    {
        Assert.Equal("InvalidUtf8 at $", Plans.Apply(Plans.In("text", ("$", "mask")), [0xC3, 0x28]));
    }
}
