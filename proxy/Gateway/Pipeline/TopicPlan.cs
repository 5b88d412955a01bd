using Compliance.Gateway.Pipeline.Observing;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline;

/// <summary>What one caller may do with one topic, and what happens to its records on the way. Immutable, and worth something as long as <see cref="IsOf"/> says.</summary>
/// <param name="By">For whom it was made.</param>
/// <param name="Beyond">What is read once a quota is used up: without any exception. Null: no quota concerns the caller.</param>
internal sealed record TopicPlan(string Name, Decision Read, Decision Write, Decision Describe, FieldPlan Produce, FieldPlan Consume,
    AuditModes Audit, CallerNow By, ObservedTopic? Observed = null, FieldPlan? Beyond = null)
{
    private readonly DateTimeOffset _validUntil = new[] { Produce.ValidUntil, Consume.ValidUntil, Observed?.ValidUntil ?? DateTimeOffset.MaxValue }.Min();

    /// <summary>False: an exception of the policy has ended, or who asks is another caller now, and the plan has to be made anew. Most plans need no clock.</summary>
    public bool IsOf(TimeProvider time) => (_validUntil == DateTimeOffset.MaxValue || time.GetUtcNow() < _validUntil) && By.IsOf(time);
}
