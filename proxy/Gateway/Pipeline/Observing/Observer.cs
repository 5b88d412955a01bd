using Compliance.Gateway.Pipeline.Guarding;
using Compliance.Gateway.Telemetry;
using Compliance.Kafka.Records;
using Compliance.Protect;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Observing;

/// <summary>
/// Carries out policies that are only observed on the side: what they would do is counted and noted for the evidence, and what they would
/// write is thrown away. One for each plan of a route that has such policies, shared by its sessions; thread-safe.
/// </summary>
internal sealed class Observer(RuleSet rules, KeyRing keys, RecordLimits limits, ObservedMetrics? metrics)
{
    private readonly GuardPool _guards = new(keys, limits);

    /// <summary>What would be decided, where that is other than what was; else null.</summary>
    public Decision? Ask(Caller caller, Decision was, Operation operation, ResourceType type, string name)
    {
        var would = rules.Observed!.Decide(caller, operation, type, name);
        if (would.Allowed == was.Allowed)
            return null;
        metrics?.Decided(would);
        return would;
    }

    /// <summary>Looks at a record set as it came, before anything is protected in it.</summary>
    public void Look(FieldPlan plan, When when, ReadOnlySpan<byte> records, TopicAccess topic)
    {
        var (guard, counts, discarded) = (_guards.Rent(), new ProtectCounts(), new ReplyBuffer());
        guard.Apply(plan, when, records, discarded, counts);
        discarded.Release();
        _guards.Return(guard);
        foreach (ref readonly var count in counts.Rules)
        {
            if (!rules.ObservedPolicies.Contains(count.Rule.Policy))
                continue;
            topic.Observing().Add(count.Rule, count.Masked);
            metrics?.Acted(when, count);
        }

        if (counts.Failures == 0)
            return;
        topic.Observing().AddUnreadable(counts.Failures);
        metrics?.Unreadable(when, counts.Failures);
    }
}
