using System.Text;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

public sealed class HeaderNameTests
{
    [Theory]
    [InlineData("user", "user", true)]
    [InlineData("user", "User", false)]
    [InlineData("user", "users", false)]
    [InlineData("x-*", "x-", true)]
    [InlineData("x-*", "x-a.b c", true)]
    [InlineData("x-*", "ax-", false)]
    [InlineData("*-id", "user-id", true)]
    [InlineData("*-id", "user-ids", false)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*a", "aa", true)]
    [InlineData("a*b*c", "abbc", true)]
    [InlineData("a*b*c", "acbc", true)]
    [InlineData("a*b*c", "acc", false)]
    [InlineData("*", "", true)]
    [InlineData("**", "ü", true)]
    [InlineData("*", "__value_schema_id", false)]
    [InlineData("__*", "__key_schema_id", false)]
    [InlineData("__*", "__other", true)]
    public void A_star_stands_for_any_bytes_and_never_for_the_headers_that_name_schemas(string name, string header, bool takes) =>
        Assert.Equal(takes, HeaderName.Of(name).Takes(Encoding.UTF8.GetBytes(header)));

    [Fact]
    public void Names_that_are_no_UTF_8_fit_too() => Assert.True(HeaderName.Of("x*").Takes([(byte)'x', 0xFF]));

    [Fact]
    public void What_a_pattern_covers_it_takes()
    {
        string[] patterns = ["*", "x-*", "*-id", "x-*-id", "x-a", "a*b*", "a*"];
        string[] names = ["x-", "x-a", "x-a-id", "-id", "ab", "acb", "a", "", "b"];
        foreach (var (wide, narrow) in from a in patterns from b in patterns where RecordPart.OfHeader(a).Covers(RecordPart.OfHeader(b)) select (a, b))
            Assert.All(names.Where(name => HeaderName.Of(narrow).Takes(Encoding.UTF8.GetBytes(name))), name => Assert.True(HeaderName.Of(wide).Takes(Encoding.UTF8.GetBytes(name)), $"{wide} {narrow} {name}"));
    }
}
