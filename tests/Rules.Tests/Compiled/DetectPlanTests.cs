using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

/// <summary>Where detectors look, and whose rule acts on what they find.</summary>
public sealed class DetectPlanTests
{
    private static readonly PolicyIdentity Policy = new("p", "0");

    private static FieldRule Rule(string path, Treatment treatment, string id = "P", DetectTarget? detect = null, bool isUndeclared = false) =>
        new(FieldPath.Parse(path, out _)!, "c", treatment, id, null, Policy, 0) { Detect = detect, IsUndeclared = isUndeclared };

    private static readonly DetectTarget Card = new(DetectedKind.Card, 50);

    [Theory]
    [InlineData("$", "", true)]
    [InlineData("$", "a 0 b", true)]
    [InlineData("$.a", "", true)]
    [InlineData("$.a", "a", true)]
    [InlineData("$.a", "a b 3", true)]
    [InlineData("$.a", "b", false)]
    [InlineData("$.a.b", "a", true)]
    [InlineData("$.a.b", "a 0", true)]
    [InlineData("$.a.b", "a c", false)]
    [InlineData("$.a[0]", "a 1", false)]
    [InlineData("$.a[0]", "a c", true)]
    [InlineData("$..a", "b c", false)]
    [InlineData("$..a", "b 1 a d", true)]
    public void A_detector_looks_at_the_end_of_its_path_and_below(string path, string route, bool looks)
    {
        var state = Follow(PathAutomaton.Build([Rule(path, new Redact(), detect: Card)])!, route);

        Assert.Equal(looks, state.Detects is not null);
        Assert.Null(state.OnScalar);
        Assert.Equal(!looks && path != "$..a", state.IsDead);
    }

    [Fact]
    public void A_class_that_names_both_shapes_is_at_home_in_either()
    {
        var root = PathAutomaton.Build([Rule("$.a.b", new Redact(), detect: Card), Rule("$.a[*].b", new Redact(), detect: Card)])!;

        Assert.NotNull(Follow(root, "a 0 b").Detects);
        Assert.Null(Follow(root, "a 0 c").Detects);
    }

    [Fact]
    public void The_strongest_rule_that_is_sure_enough_acts()
    {
        var (mask, redact) = (Rule("$", new Mask(0, 4, "*"), "P1", Card), Rule("$", new Redact(), "P2", new(DetectedKind.Card, 95)));
        var plan = PathAutomaton.Build([mask, redact])!.Detects!;

        Assert.Same(mask, plan.RuleFor(DetectedKind.Card, 90));
        Assert.Same(redact, plan.RuleFor(DetectedKind.Card, 99));
        Assert.Null(plan.RuleFor(DetectedKind.Email, 99));
        Assert.Equal(DetectedKinds.Card, plan.Kinds);
        Assert.Same(redact, plan.Strongest);
    }

    [Theory]
    [InlineData("$.a", false, "a b", true)]
    [InlineData("$.a", false, "b", false)]
    [InlineData("$.a", true, "a b", true)]
    [InlineData("$..x", true, "b x", true)]
    public void What_a_class_declares_is_no_rules_for_undeclared_data(string declared, bool byDetector, string route, bool isDeclared)
    {
        var rule = Rule("$", new Refuse(), "U", Card, isUndeclared: true);

        var root = PathAutomaton.Build([rule], [], [Rule(declared, new Reveal(), detect: byDetector ? Card : null)])!;

        Assert.Equal(isDeclared, Follow(root, route).Detects?.RuleFor(DetectedKind.Card, 90) is null);
    }

    private static PathState Follow(PathState state, string route) => route.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(state, (at, step) => int.TryParse(step, out var index) ? at.Element(index) : at.Member(System.Text.Encoding.UTF8.GetBytes(step)));
}
