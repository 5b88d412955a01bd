using System.Text;
using Compliance.Rules.Compiled;
using CsCheck;

namespace Compliance.Rules.Tests.Compiled;

public sealed class PathAutomatonTests
{
    private static readonly PolicyIdentity Policy = new("p", "0");

    private static readonly Gen<string> Paths = Gen.OneOf(".a", ".b", "..a", "..b", "[*]", "[0]", "[1]", ".{a,c}").Array[1, 4].Select(s => "$" + string.Concat(s));

    /// <summary>Steps into a value: a name, or an index.</summary>
    private static readonly Gen<string[]> Routes = Gen.OneOf("a", "b", "c", "0", "1", "2").Array[0, 6];

    [Fact]
    public void It_ends_where_each_path_alone_would_end()
    {
        Gen.Select(Paths.Array[1, 5], Routes).Sample((texts, route) =>
        {
            var rules = Rules(texts);
            var state = Follow(PathAutomaton.Build(rules)!, route);

            var expected = rules.Where(r => Takes(r.Path.Segments.AsSpan(), route)).Aggregate((FieldRule?)null, FieldRule.Stronger);
            return state.OnNull == expected;
        });
    }

    [Fact]
    public void A_dead_state_has_nothing_below()
    {
        Gen.Select(Paths.Array[1, 5], Routes, Routes).Sample((texts, route, more) =>
        {
            var state = Follow(PathAutomaton.Build(Rules(texts))!, route);
            var below = Follow(state, more);
            return !state.IsDead || below is { OnScalar: null, OnObject: null, OnArray: null, OnNull: null };
        });
    }

    [Theory]
    [InlineData("$.a.b", "", "scalar array")]
    [InlineData("$.a.b", "a", "scalar array")]
    [InlineData("$.a.b", "a b", "scalar array object null")]
    [InlineData("$.a[*]", "a", "scalar object")]
    [InlineData("$.a[*].b", "a 0", "scalar array")]
    [InlineData("$..a", "", "")]
    [InlineData("$..a", "b", "")]
    [InlineData("$..a.b", "x a", "scalar array")]
    [InlineData("$.a", "b", "")]
    public void A_path_that_meets_another_type_acts_there(string path, string route, string types)
    {
        var state = Follow(PathAutomaton.Build(Rules([path]))!, route.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(types, string.Join(' ', new[]
        {
            state.OnScalar is null ? null : "scalar", state.OnArray is null ? null : "array",
            state.OnObject is null ? null : "object", state.OnNull is null ? null : "null",
        }.OfType<string>()));
    }

    [Fact]
    public void A_rule_that_names_both_shapes_is_at_home_in_either()
    {
        var state = Follow(PathAutomaton.Build(Rules(["$.a.b", "$.a[*].b"], sameRule: true))!, ["a"]);

        Assert.Null(state.OnArray);
        Assert.Null(state.OnObject);
        Assert.NotNull(state.OnScalar);
    }

    [Fact]
    public void A_mask_that_lost_its_way_keeps_nothing()
    {
        var rule = new FieldRule(FieldPath.Parse("$.a.b", out _)!, "c", new Mask(1, 4, "*"), "P", null, Policy, 0);

        var state = Follow(PathAutomaton.Build([rule])!, ["a"]);

        Assert.Equal(new Mask(0, 0, "*"), state.OnScalar!.Treatment);
        Assert.Equal(rule.Treatment, state.Member("b"u8).OnScalar!.Treatment);
    }

    private static List<FieldRule> Rules(string[] paths, bool sameRule = false) =>
        [.. paths.Select((p, i) => new FieldRule(FieldPath.Parse(p, out _)!, "c", new Redact(), sameRule ? "P" : $"P{i}", null, Policy, i))];

    private static PathState Follow(PathState state, string[] route)
    {
        foreach (var step in route)
            state = int.TryParse(step, out var index) ? state.Element(index) : state.Member(Encoding.UTF8.GetBytes(step));
        return state;
    }

    private static bool Takes(ReadOnlySpan<PathSegment> steps, ReadOnlySpan<string> route)
    {
        if (steps.IsEmpty || route.IsEmpty)
            return steps.IsEmpty && route.IsEmpty;
        var taken = int.TryParse(route[0], out var index) ? steps[0].TakesElement(index) : steps[0].TakesMember(Encoding.UTF8.GetBytes(route[0]));
        return (taken && Takes(steps[1..], route[1..])) || (steps[0].Anywhere && Takes(steps, route[1..]));
    }
}
