using System.Text;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

public sealed class FieldPathTests
{
    [Theory]
    [InlineData("$.a.b", "a b")]
    [InlineData("a.b", "a b")]
    [InlineData("$['a b'].c", "a_b c")]
    [InlineData("$[\"a.b\"]", "a.b")]
    [InlineData("a[*].b", "a [*] b")]
    [InlineData("$[0][12]", "[0] [12]")]
    [InlineData("$..a", "..a")]
    [InlineData("..a.b", "..a b")]
    [InlineData("$.a.{b, c}", "a b|c")]
    [InlineData("$..{b,c}[*]", "..b|c [*]")]
    [InlineData("{a,b}.c", "a|b c")]
    [InlineData("$.straße.名", "straße 名")]
    public void Its_forms_are_read(string text, string steps)
    {
        var path = FieldPath.Parse(text, out var error);

        Assert.Equal("", error);
        Assert.Equal(steps, string.Join(' ', path!.Segments.Select(Show)));
    }

    [Theory]
    [InlineData("", "names no field")]
    [InlineData("$.", "at character 3: a name is missing")]
    [InlineData("a..", "at character 4: a name is missing")]
    [InlineData("$a", "at character 2: 'a' does not belong here")]
    [InlineData("a b", "at character 2: ' ' does not belong here")]
    [InlineData("a[", "between '[' and ']'")]
    [InlineData("a[x]", "between '[' and ']'")]
    [InlineData("a[99999999999]", "between '[' and ']'")]
    [InlineData("a[-1]", "between '[' and ']'")]
    [InlineData("a[*", "a '[' is not closed")]
    [InlineData("a['']", "empty or not closed")]
    [InlineData("a['b]", "empty or not closed")]
    [InlineData("{a,b", "a '{' is not closed")]
    [InlineData("{a,}", "a name is missing")]
    [InlineData("{}", "a name is missing")]
    [InlineData("a.*", "'.*' is not supported")]
    [InlineData("a.b]", "']' does not belong here")]
    public void What_is_no_path_is_refused_with_its_place(string text, string why)
    {
        Assert.Null(FieldPath.Parse(text, out var error));
        Assert.Contains(why, error);
    }

    [Fact]
    public void Steps_and_names_are_bounded()
    {
        Assert.Null(FieldPath.Parse(string.Join('.', Enumerable.Repeat("a", 33)), out var steps));
        Assert.Contains("33 steps", steps);
        Assert.Null(FieldPath.Parse("{" + string.Join(',', Enumerable.Repeat("a", 65)) + "}", out var names));
        Assert.Contains("more than 64 names", names);
        Assert.Null(FieldPath.Parse(new string('a', 513), out var characters));
        Assert.Contains("513 characters", characters);
    }

    private static string Show(PathSegment step) => (step.Anywhere ? ".." : "") + (step.IsMember
        ? string.Join('|', step.Names.Select(n => Encoding.UTF8.GetString(n).Replace(' ', '_')))
        : step.Index < 0 ? "[*]" : $"[{step.Index}]");
}
