using System.Collections.Concurrent;
using Compliance.Gateway.Pipeline.Observing;
using Compliance.Gateway.Pipeline.Quotas;
using Compliance.Gateway.Session;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline;

/// <summary>
/// The plans of one caller of a session, by topic name. Both loops ask; a known name costs one look-up and no allocation. Bounded: when full it
/// starts anew, since a plan is cheap to make and a client of so many topics is rare.
/// </summary>
internal sealed class TopicPlans
{
    private const int Capacity = 16_384;

    private readonly SessionState _session;
    private readonly TimeProvider _time;
    private readonly QuotaLedger _ledger;
    private readonly string? _purpose;
    private readonly ConcurrentDictionary<string, TopicPlan> _plans = new(Utf8Names.Comparer);
    private readonly ConcurrentDictionary<string, TopicPlan>.AlternateLookup<ReadOnlySpan<byte>> _byUtf8;

    private Caller? _caller;
    private AuditModes? _audit;
    private CallerQuotas? _quotas;

    /// <param name="rules">The rules of the route.</param>
    /// <param name="session">Whose plans they are.</param>
    /// <param name="time">Exceptions end by this clock.</param>
    /// <param name="ledger">What callers have used of their quotas.</param>
    /// <param name="purpose">The purpose that is stated in what they are asked for; null: none.</param>
    public TopicPlans(RuleSet rules, SessionState session, TimeProvider time, QuotaLedger ledger, string? purpose)
    {
        Rules = rules;
        _session = session;
        _time = time;
        _ledger = ledger;
        _purpose = purpose;
        _byUtf8 = _plans.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public RuleSet Rules { get; }

    /// <summary>Made at the first request that gets here, which is after authentication; the principal then stays.</summary>
    public Caller Caller => _caller ??= new Caller(_session.Principal, _purpose, _session.Mechanism, _session.Facts, Rules.NetworksAround(_session.Source));

    /// <summary>How requests of the caller are kept that name no topic.</summary>
    public AuditModes Audit => _audit ??= Rules.AuditFor(Caller, null);

    public CallerQuotas Quotas => _quotas ??= new CallerQuotas(_ledger, Rules, Caller);

    /// <summary>What the caller has left to see in clear of the topic; to be asked for each frame.</summary>
    public RevealLimit LimitOf(TopicPlan plan) => plan.Beyond is { } beyond ? new(beyond, Quotas.Reveals) : default;

    public TopicPlan Of(ReadOnlySpan<byte> name) =>
        _byUtf8.TryGetValue(name, out var plan) && IsValid(plan) ? plan : Make(Utf8Names.Comparer.Create(name));

    public TopicPlan Of(string name) => _plans.TryGetValue(name, out var plan) && IsValid(plan) ? plan : Make(name);

    private bool IsValid(TopicPlan plan) => plan.ValidUntil == DateTimeOffset.MaxValue || _time.GetUtcNow() < plan.ValidUntil;

    private TopicPlan Make(string name)
    {
        var now = _time.GetUtcNow();
        var plan = new TopicPlan(
            name,
            Rules.Decide(Caller, Operation.Read, ResourceType.Topic, name),
            Rules.Decide(Caller, Operation.Write, ResourceType.Topic, name),
            Rules.Decide(Caller, Operation.Describe, ResourceType.Topic, name),
            Rules.PlanFor(Caller, name, When.Produce, now),
            Rules.PlanFor(Caller, name, When.Consume, now),
            Rules.AuditFor(Caller, name),
            ObservedTopic.Of(Rules, Caller, name, now),
            Quotas.BoundsReveals ? Rules.PlanWithoutExceptions(name, now) : null);
        if (_plans.Count >= Capacity)
            _plans.Clear();
        _plans[name] = plan;
        return plan;
    }
}
