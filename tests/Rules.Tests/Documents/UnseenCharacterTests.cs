namespace Compliance.Rules.Tests.Documents;

/// <summary>Of what stops a parser and nobody sees, the message names the place.</summary>
public sealed class UnseenCharacterTests
{
    [Theory]
    [InlineData("  fraud: {", "\tfraud: {", "\tfraud", "a tab stands here, where only spaces may indent")]
    [InlineData("  fraud: {", " \tfraud: {", "\tfraud", "a tab stands here")]
    [InlineData("    do: {mask", "   \u00A0do: {mask", "\u00A0do", "neither (U+00A0)")]
    [InlineData("    do: {mask", "\u2003do: {mask", "\u2003do", "neither (U+2003)")]
    public void An_indentation_of_other_than_spaces_is_told_at_its_place(string part, string replacement, string place, string message)
    {
        var text = PolicyText.With(part, replacement);

        var problem = PolicyText.OnlyError(text);

        PolicyText.AssertAt(problem, text, place);
        Assert.Contains(message, problem.Text);
    }

    [Theory]
    [InlineData("fraud: {", "\u00A0fraud: {", "\u00A0fraud", "U+00A0")]
    [InlineData("class: card", "cla\u200Bss: card", "cla\u200Bss", "U+200B")]
    public void A_key_that_is_another_than_it_looks_like_is_told_at_its_place(string part, string replacement, string place, string message)
    {
        var text = PolicyText.With(part, replacement);

        var problem = Assert.Single(PolicyText.Problems(text), problem => problem.Text.StartsWith("In this key a character stands", StringComparison.Ordinal));

        PolicyText.AssertAt(problem, text, place);
        Assert.Contains(message, problem.Text);
    }

    [Fact]
    public void A_mistake_beside_such_a_character_in_a_text_elsewhere_is_told_as_what_it_is()
    {
        var text = PolicyText.With("title: Shop,", "title: \"The\u00A0shop\",").Replace("by: [A2]}", "by: [A2}", StringComparison.Ordinal);

        Assert.Contains("did not find expected ',' or ']'", PolicyText.OnlyError(text).Text);
    }
}
