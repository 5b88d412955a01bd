using System.Collections.Concurrent;
using System.Collections.Immutable;
using Compliance.Gateway.Pipeline.Guarding;
using Compliance.Gateway.Pipeline.Observing;
using Compliance.Gateway.Session;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline;

/// <summary>
/// The plans of one session, by topic name. Both loops ask; a known name costs one look-up and no allocation. Bounded: when full it
/// starts anew, since a plan is cheap to make and a client of so many topics is rare.
/// </summary>
internal sealed class TopicPlans
{
    private const int Capacity = 16_384;

    private readonly SessionState _session;
    private readonly TimeProvider _time;
    private readonly RevealBudgets _budgets;
    private readonly ConcurrentDictionary<string, TopicPlan> _plans = new(Utf8Names.Comparer);
    private readonly ConcurrentDictionary<string, TopicPlan>.AlternateLookup<ReadOnlySpan<byte>> _byUtf8;

    private Caller? _caller;
    private AuditModes? _audit;
    private ImmutableArray<QuotaRule> _quotas;

    /// <param name="rules">The rules of the route.</param>
    /// <param name="session">Whose plans they are.</param>
    /// <param name="time">Exceptions end by this clock.</param>
    /// <param name="budgets">What callers have left to see in clear.</param>
    public TopicPlans(RuleSet rules, SessionState session, TimeProvider time, RevealBudgets budgets)
    {
        Rules = rules;
        _session = session;
        _time = time;
        _budgets = budgets;
        _byUtf8 = _plans.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public RuleSet Rules { get; }

    /// <summary>Made at the first request that gets here, which is after authentication; the principal then stays.</summary>
    public Caller Caller => _caller ??= new Caller(_session.Principal, Mechanism: _session.Mechanism);

    /// <summary>How requests of the caller are kept that name no topic.</summary>
    public AuditModes Audit => _audit ??= Rules.AuditFor(Caller, null);

    /// <summary>What the caller has left to see in clear of the topic; to be asked for each frame, since who sees nothing is forgotten.</summary>
    public RevealLimit LimitOf(TopicPlan plan) => plan.Beyond is { } beyond ? new(beyond, _budgets.Of(Caller, Quotas)) : default;

    public TopicPlan Of(ReadOnlySpan<byte> name) =>
        _byUtf8.TryGetValue(name, out var plan) && IsValid(plan) ? plan : Make(Utf8Names.Comparer.Create(name));

    public TopicPlan Of(string name) => _plans.TryGetValue(name, out var plan) && IsValid(plan) ? plan : Make(name);

    private ImmutableArray<QuotaRule> Quotas => _quotas.IsDefault ? _quotas = Rules.QuotasFor(Caller) : _quotas;

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
            Quotas.IsEmpty ? null : Rules.PlanWithoutExceptions(name, now));
        if (_plans.Count >= Capacity)
            _plans.Clear();
        _plans[name] = plan;
        return plan;
    }
}
