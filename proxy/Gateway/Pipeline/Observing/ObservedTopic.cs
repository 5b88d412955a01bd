using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Observing;

/// <summary>
/// What would happen to the records of one topic, for one caller, if policies that are only observed were enforced. A null plan: they have
/// no rule for them. Immutable.
/// </summary>
internal sealed record ObservedTopic(FieldPlan? Produce, FieldPlan? Consume)
{
    public DateTimeOffset ValidUntil { get; } = Earlier(Produce?.ValidUntil, Consume?.ValidUntil);

    /// <summary>Null: every policy is enforced.</summary>
    public static ObservedTopic? Of(RuleSet rules, Caller caller, string topic, DateTimeOffset now) => rules.Observed is not { } observed
        ? null
        : new(
            Concerned(rules, observed.PlanFor(caller, topic, When.Produce, now)),
            Concerned(rules, observed.PlanFor(caller, topic, When.Consume, now)));

    private static FieldPlan? Concerned(RuleSet rules, FieldPlan plan) => plan.Policies.Any(policy => rules.ObservedPolicies.Contains(policy)) ? plan : null;

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        (one ?? DateTimeOffset.MaxValue) < (other ?? DateTimeOffset.MaxValue) ? one!.Value : other ?? DateTimeOffset.MaxValue;
}
