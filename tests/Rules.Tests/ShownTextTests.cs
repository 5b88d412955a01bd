namespace Compliance.Rules.Tests;

/// <summary>A message is one line of what can be seen, whatever the policy that it is about says.</summary>
public sealed class ShownTextTests
{
    [Theory]
    [InlineData("User:bi\\n-*", "'User:bi\\u{A}-*' is no principal")]
    [InlineData("bi\\e[31m", "'bi\\u{1B}[31m' is no principal")]
    [InlineData("bi\\u202Ered", "'bi\\u{202E}red' is no principal")]
    [InlineData("bi\\u2028x", "'bi\\u{2028}x' is no principal")]
    [InlineData("bi\\u00A0x", "'bi\\u{A0}x' is no principal")]
    [InlineData("bi\\u200Bx", "'bi\\u{200B}x' is no principal")]
    [InlineData("bi-ä-日本-😀", "'bi-ä-日本-😀' is no principal")]
    public void What_nobody_sees_is_written_as_its_number(string principal, string message)
    {
        var problem = PolicyText.OnlyError(PolicyText.With("\"User:fraud\"", $"\"{principal}\""));

        Assert.Contains(message, problem.ToString());
        Assert.DoesNotContain(problem.ToString(), character => char.IsControl(character) || character is '\u202E' or '\u2028' or '\u200B');
    }

    [Fact]
    public void A_long_message_keeps_its_place_and_what_to_do()
    {
        var problem = PolicyText.OnlyError(PolicyText.With("$.card.number", "$" + string.Concat(Enumerable.Repeat(".a", 5000))));

        Assert.StartsWith($"{PolicyText.File}:{problem.Line}:{problem.Column}: error: '$.a.a", problem.ToString());
        Assert.EndsWith("Known forms: $.a.b, a.b, a[*].b, a[0], a['b c'], $..b, $.a.{b,c}.", problem.ToString());
        Assert.InRange(problem.ToString().Length, 1, ShownText.Most);
    }
}
