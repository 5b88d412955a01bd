using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>
/// What is looked for inside the texts and numbers at one state, and which rule acts on what is found. What a class declares there by a
/// detector of its own is no rule's for undeclared data, whether or not anything is done to it. Immutable; shared by all threads.
/// </summary>
public sealed class DetectPlan
{
    private readonly ImmutableArray<FieldRule> _rules;
    private readonly ImmutableArray<DetectTarget> _declared;

    private DetectPlan(ImmutableArray<FieldRule> rules, ImmutableArray<DetectTarget> declared)
    {
        _rules = rules;
        _declared = declared;
        Strongest = rules[0];
        foreach (var rule in rules)
            Kinds |= (DetectedKinds)(1 << (int)rule.Detect!.Kind);
    }

    /// <summary>All that any rule looks for.</summary>
    public DetectedKinds Kinds { get; }

    /// <summary>No other acts more strongly, whatever is found.</summary>
    public FieldRule Strongest { get; }

    /// <summary>Null: nothing is looked for.</summary>
    /// <param name="rules">Those that look into what stands here, in any order.</param>
    /// <param name="declared">What classes declare here: by a path, and then whole, or by a detector.</param>
    internal static DetectPlan? Of(IEnumerable<FieldRule> rules, IReadOnlyCollection<FieldRule> declared)
    {
        return Of(rules, declared.Any(rule => rule.Detect is null), declared.Select(rule => rule.Detect).OfType<DetectTarget>());
    }

    /// <summary>The same where several states meet: a field that has two names.</summary>
    public static DetectPlan? Of(IReadOnlyCollection<PathState> states)
    {
        var plans = states.Select(state => state.Detects).OfType<DetectPlan>().Distinct().ToList();
        return Of(plans.SelectMany(plan => plan._rules).Distinct(), states.Any(state => state.IsDeclared), plans.SelectMany(plan => plan._declared));
    }

    private static DetectPlan? Of(IEnumerable<FieldRule> rules, bool isDeclared, IEnumerable<DetectTarget> declared)
    {
        ImmutableArray<FieldRule> acting = [.. rules.Where(rule => !isDeclared || !rule.IsUndeclared).OrderByDescending(rule => rule.Strength)];
        return acting.IsEmpty ? null : new(acting, [.. declared.Distinct()]);
    }

    /// <summary>The strongest rule for something that was found; null: none acts on it.</summary>
    /// <param name="kind">What it looks like.</param>
    /// <param name="score">How sure that is, of a hundred.</param>
    public FieldRule? RuleFor(DetectedKind kind, int score)
    {
        foreach (var rule in _rules)
        {
            if (rule.Detect!.Kind == kind && score >= rule.Detect.LeastScore && !(rule.IsUndeclared && IsDeclared(kind, score)))
                return rule;
        }

        return null;
    }

    private bool IsDeclared(DetectedKind kind, int score)
    {
        foreach (var detection in _declared)
        {
            if (detection.Kind == kind && score >= detection.LeastScore)
                return true;
        }

        return false;
    }
}
