using Compliance.Gateway.Pipeline.Observing;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline;

/// <summary>What one caller may do with one topic, and what happens to its records on the way. Immutable until <see cref="ValidUntil"/>.</summary>
/// <param name="Beyond">What is read once a quota is used up: without any exception. Null: no quota concerns the caller.</param>
internal sealed record TopicPlan(string Name, Decision Read, Decision Write, Decision Describe, FieldPlan Produce, FieldPlan Consume,
    AuditModes Audit, ObservedTopic? Observed = null, FieldPlan? Beyond = null)
{
    /// <summary>When an exception of the policy ends and the plan has to be made anew.</summary>
    public DateTimeOffset ValidUntil { get; } = new[] { Produce.ValidUntil, Consume.ValidUntil, Observed?.ValidUntil ?? DateTimeOffset.MaxValue }.Min();
}
