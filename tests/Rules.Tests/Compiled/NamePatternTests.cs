using System.Text.RegularExpressions;
using Compliance.Rules.Compiled;
using CsCheck;

namespace Compliance.Rules.Tests.Compiled;

public sealed class NamePatternTests
{
    private static readonly Gen<string> Patterns = Gen.OneOf("a", "b", ".", "*", "**").Array[0, 7].Select(string.Concat).Where(p => !p.Contains("***", StringComparison.Ordinal));
    private static readonly Gen<string> Words = Gen.OneOf("a", "b", ".").Array[0, 9].Select(string.Concat);

    [Theory]
    [InlineData("payments.**", "payments.eu", true)]
    [InlineData("payments.**", "payments.eu.raw", true)]
    [InlineData("payments.**", "payments", false)]
    [InlineData("payments.**", "xpayments.eu", false)]
    [InlineData("payments.*", "payments.eu", true)]
    [InlineData("payments.*", "payments.eu.raw", false)]
    [InlineData("*.raw", "eu.raw", true)]
    [InlineData("**.raw", "a.b.raw", true)]
    [InlineData("crm.**.raw", "crm.orders.raw", true)]
    [InlineData("crm.**.raw", "crm.raw", false)]
    [InlineData("bi-*", "bi-", true)]
    [InlineData("bi-*", "bi-a.b", false)]
    [InlineData("**", "", true)]
    [InlineData("exact", "exact", true)]
    [InlineData("exact", "Exact", false)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    public void A_star_stops_at_dots_and_two_do_not(string pattern, string name, bool matches)
    {
        Assert.Equal(matches, NamePattern.Parse(pattern).Matches(name));
    }

    [Fact]
    public void It_matches_what_the_same_regular_expression_matches()
    {
        Gen.Select(Patterns, Words).Sample((pattern, name) =>
            NamePattern.Parse(pattern).Matches(name) == Regex.IsMatch(name, AsRegex(pattern), RegexOptions.NonBacktracking));
    }

    [Fact]
    public void A_pattern_covers_another_exactly_when_no_name_escapes_it()
    {
        // given all names up to six characters over the alphabet that matters
        string[] names = [.. Enumerable.Range(0, 7).SelectMany(length => Enumerable.Range(0, (int)Math.Pow(4, length))
            .Select(n => string.Concat(Enumerable.Range(0, length).Select(i => "ab.c"[n / (int)Math.Pow(4, i) % 4]))))];
        var small = Gen.OneOf("a", "b", ".", "*", "**").Array[0, 4].Select(string.Concat).Where(p => !p.Contains("***", StringComparison.Ordinal));

        Gen.Select(small, small).Sample((wideText, narrowText) =>
        {
            var (wide, narrow) = (NamePattern.Parse(wideText), NamePattern.Parse(narrowText));
            var escapes = names.Any(n => narrow.Matches(n) && !wide.Matches(n));
            return wide.Covers(narrow) == !escapes;
        }, iter: 200);
    }

    [Fact]
    public void Patterns_meet_where_some_name_fits_both()
    {
        var names = (from length in Enumerable.Range(0, 7) from i in Enumerable.Range(0, (int)Math.Pow(3, length)) select Name(i, length)).ToList();
        var patterns = Gen.String[Gen.Char["ab.*"], 0, 4];

        Gen.Select(patterns, patterns).Sample((one, other) =>
        {
            var (a, b) = (NamePattern.Parse(one), NamePattern.Parse(other));
            return a.Meets(b) == names.Exists(n => a.Matches(n) && b.Matches(n)) && b.Meets(a) == a.Meets(b);
        }, iter: 2000);

        static string Name(int i, int length) => string.Concat(Enumerable.Range(0, length).Select(at => "ab."[i / (int)Math.Pow(3, at) % 3]));
    }

    [Fact]
    public void Of_a_principal_a_star_takes_dots_too()
    {
        Assert.True(NamePattern.ParseFree("User:svc-*").Matches("User:svc-a.b"));
        Assert.False(NamePattern.ParseFree("User:svc-*").Matches("Group:svc-a"));
    }

    [Fact]
    public void A_hostile_name_takes_time_that_grows_no_faster_than_its_square()
    {
        var pattern = NamePattern.Parse("**a*a*a*a*a*a*a*a*b");

        Assert.False(pattern.Matches(new string('a', 249)));
    }

    [Theory]
    [InlineData("a*")]
    [InlineData("**a*")]
    [InlineData("*.**")]
    [InlineData("**a**b*.")]
    [InlineData("**aab*a*b.")]
    public void Hostile_patterns_are_compared_in_work_that_is_bounded(string part)
    {
        // given as long as a pattern may be
        var hostile = string.Concat(Enumerable.Repeat(part, NamePattern.MaxLength / part.Length));
        var (one, other) = (NamePattern.Parse(hostile), NamePattern.Parse(hostile[1..] + "b"));

        Assert.True(one.Covers(one));
        Assert.False(one.Covers(NamePattern.Parse("**")));
        Assert.False(other.Covers(NamePattern.Parse("**")));
        // What one covers of the other, all that it matches shows.
        Assert.True(!one.Covers(other) || one.Matches(hostile[1..].Replace("*", "", StringComparison.Ordinal) + "b"));
        Assert.True(NamePattern.Parse("**").Covers(other));
    }

    private static string AsRegex(string pattern) =>
        "^" + Regex.Escape(pattern).Replace("\\*\\*", "(?s:.*)", StringComparison.Ordinal).Replace("\\*", "[^.]*", StringComparison.Ordinal) + "\\z";
}
