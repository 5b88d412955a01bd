using Compliance.Rules.Documents;

namespace Compliance.Rules.Tests.Documents;

public sealed class SuggestionTests
{
    private static readonly string[] Known = ["keepFirst", "keepLast", "fill", "do"];

    [Theory]
    [InlineData("keepfirst", "keepFirst")]
    [InlineData("keepLasst", "keepLast")]
    [InlineData("fil", "fill")]
    [InlineData("od", "")]
    [InlineData("quotas", "")]
    [InlineData("", "")]
    public void The_nearest_word_is_suggested_and_no_far_one(string word, string suggested)
    {
        Assert.Equal(suggested.Length == 0 ? "." : $"; did you mean '{suggested}'?", Suggestion.For(word, Known));
    }

    [Fact]
    public void A_word_of_absurd_length_is_near_nothing()
    {
        Assert.Equal(".", Suggestion.For(new string('x', 100_000), Known));
    }
}
