using Compliance.Rules.Documents;

namespace Compliance.Rules.Tests.Documents;

public sealed class YamlTreeTests
{
    private static (YamlNode? Root, IReadOnlyList<Problem> Problems) Read(string text)
    {
        var problems = new ProblemList();
        var root = YamlTree.Read("f.yaml", text, problems);
        return (root, problems.Sorted(["f.yaml"]));
    }

    [Fact]
    public void Every_key_and_value_keeps_its_line_and_column()
    {
        var (root, problems) = Read("a:\n  - b: [x, 'y z']\n  - |\n    text\n");

        Assert.Empty(problems);
        var list = Assert.IsType<YamlList>(Assert.IsType<YamlMap>(root).Find("a")!.Value);
        Assert.Equal(new Place("f.yaml", 2, 3), list.Place);
        var inner = Assert.IsType<YamlMap>(list.Items[0]).Entries[0];
        Assert.Equal(new Place("f.yaml", 2, 5), inner.Key.Place);
        var y = Assert.IsType<YamlScalar>(Assert.IsType<YamlList>(inner.Value).Items[1]);
        Assert.Equal(("y z", false, new Place("f.yaml", 2, 12)), (y.Value, y.IsPlain, y.Place));
        Assert.Equal("text\n", Assert.IsType<YamlScalar>(list.Items[1]).Value);
    }

    [Fact]
    public void A_key_that_stands_twice_is_refused_with_both_places()
    {
        var (_, problems) = Read("do: drop\nwhen: consume\ndo: redact\n");

        var problem = Assert.Single(problems);
        Assert.Equal((3, 1, Severity.Error), (problem.Line, problem.Column, problem.Severity));
        Assert.Contains("'do' stands here a second time, first on line 1", problem.Text);
    }

    [Fact]
    public void A_key_in_quotes_is_the_same_key()
    {
        Assert.Contains("second time", Assert.Single(Read("{a: 1, \"a\": 2}").Problems).Text);
    }

    [Theory]
    [InlineData("a: &x 1\n", "Anchors")]
    [InlineData("a: &x {b: 1}\n", "Anchors")]
    [InlineData("a: !secret 1\n", "Tags")]
    [InlineData("a: !!str 1\n", "Tags")]
    [InlineData("a: 1\n---\nb: 2\n", "second document")]
    [InlineData("? [a, b]\n: 1\n", "must be a word")]
    [InlineData("", "empty")]
    [InlineData("# nothing\n", "empty")]
    public void What_could_be_read_in_two_ways_is_refused(string text, string why)
    {
        var problem = Assert.Single(Read(text).Problems);

        Assert.Contains(why, problem.Text);
        Assert.Equal(Severity.Error, problem.Severity);
    }

    [Fact]
    public void A_reference_is_refused_beside_its_anchor()
    {
        var (_, problems) = Read("a: &x 1\nb: *x\n");

        Assert.Collection(problems, p => Assert.Contains("Anchors", p.Text), p => Assert.Equal((2, 4), (p.Line, p.Column)));
    }

    [Theory]
    [InlineData("a: [1, 2\n")]
    [InlineData("a: \"open\n")]
    [InlineData("a: b: c\n")]
    [InlineData("a: \"\\uZZZZ\"\n")]
    [InlineData("%YAML 9999999999.1\n---\na: 1\n")]
    public void What_is_no_YAML_is_one_problem_with_a_place(string text)
    {
        var (_, problems) = Read(text);

        var problem = Assert.Single(problems);
        Assert.Contains("not YAML", problem.Text);
        Assert.True(problem.Line >= 1 && problem.Column >= 1);
    }

    [Fact]
    public void Depth_and_size_are_bounded()
    {
        Assert.Contains("deeper", Assert.Single(Read(new string('[', 40) + new string(']', 40)).Problems).Text);
        Assert.Contains("characters", Assert.Single(Read(new string(' ', (1024 * 1024) + 1)).Problems).Text);
        Assert.Contains("more than", Assert.Single(Read("[" + string.Concat(Enumerable.Repeat("1,", 100_001)) + "]").Problems).Text);
    }

    [Theory]
    [InlineData("a: ~", true)]
    [InlineData("a:", true)]
    [InlineData("a: null", true)]
    [InlineData("a: 'null'", false)]
    [InlineData("a: nullable", false)]
    public void Only_an_unquoted_null_is_nothing(string text, bool isNull)
    {
        Assert.Equal(isNull, Assert.IsType<YamlScalar>(Assert.IsType<YamlMap>(Read(text).Root).Find("a")!.Value).IsNull);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("NO")]
    [InlineData("off")]
    public void Words_of_older_YAML_stay_words(string word)
    {
        Assert.Equal(word, Assert.IsType<YamlScalar>(Read(word).Root).Value);
    }
}
