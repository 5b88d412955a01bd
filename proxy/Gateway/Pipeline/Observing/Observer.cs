using Compliance.Gateway.Pipeline.Guarding;
using Compliance.Gateway.Registry;
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
internal sealed class Observer(RuleSet rules, KeyRing keys, RecordLimits limits, ObservedMetrics? metrics, SchemaRegistry? registry = null)
{
    private readonly GuardPool _guards = new(keys, limits, registry: registry);

    /// <summary>What would be decided, where that is other than what was; else null.</summary>
    public Decision? Ask(Caller caller, Decision was, Operation operation, ResourceType type, string name)
    {
        var would = rules.Observed!.Decide(caller, operation, type, name);
        if (would.Allowed == was.Allowed)
            return null;
        metrics?.Decided(would);
        return would;
    }

    /// <summary>
    /// Looks at a record set as it came, before anything is protected in it. Nothing waits for the sake of being observed: schemas that are not
    /// known are asked for, and records that name them are not counted until the registry has said something of them.
    /// </summary>
    public void Look(FieldPlan plan, When when, ReadOnlySpan<byte> records, TopicAccess topic)
    {
        var (guard, counts, discarded) = (_guards.Rent(), new ProtectCounts(), new ReplyBuffer());
        if (!IsReadable(guard, plan, when, records, discarded, counts))
            counts.Reset();
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

    private bool IsReadable(RecordGuard guard, FieldPlan plan, When when, ReadOnlySpan<byte> records, ReplyBuffer discarded, ProtectCounts counts)
    {
        var missing = registry is null ? null : new MissingSchemas();
        if (guard.Apply(plan, when, records, discarded, counts, missing) != GuardResult.Waiting)
            return true;
        if (!registry!.LookAsync(missing!.Ids, CancellationToken.None).IsCompletedSuccessfully)
            return false;
        counts.Reset();
        discarded.Truncate(0);
        guard.Apply(plan, when, records, discarded, counts);
        return true;
    }
}
