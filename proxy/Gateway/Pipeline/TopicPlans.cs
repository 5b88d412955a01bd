using System.Collections.Concurrent;
using Compliance.Gateway.BreakGlass;
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
    private readonly Stated _stated;
    private readonly GrantBook? _grants;
    private readonly ConcurrentDictionary<string, TopicPlan> _plans = new(Utf8Names.Comparer);
    private readonly ConcurrentDictionary<string, TopicPlan>.AlternateLookup<ReadOnlySpan<byte>> _byUtf8;

    private volatile CallerNow? _caller;

    /// <param name="rules">The rules of the route.</param>
    /// <param name="session">Whose plans they are.</param>
    /// <param name="time">Exceptions end, and hours open and close, by this clock.</param>
    /// <param name="ledger">What callers have used of their quotas.</param>
    /// <param name="stated">What the requests say of themselves that they are asked for.</param>
    /// <param name="grants">What break-glass grants open; null: there are none on the route.</param>
    public TopicPlans(RuleSet rules, SessionState session, TimeProvider time, QuotaLedger ledger, Stated stated, GrantBook? grants = null)
    {
        Rules = rules;
        _session = session;
        _time = time;
        _ledger = ledger;
        _stated = stated;
        _grants = grants;
        _byUtf8 = _plans.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public RuleSet Rules { get; }

    /// <summary>Who asks now.</summary>
    public Caller Caller => Now.Caller;

    /// <summary>The break-glass grants that are open to him now; null: none.</summary>
    public OpenedNow? Opened => Now.Opened;

    /// <summary>How requests of the caller are kept that name no topic.</summary>
    public AuditModes Audit => Now.Audit;

    public CallerQuotas Quotas => Now.Quotas;

    /// <summary>Made at the first request that gets here, which is after authentication; the principal then stays.</summary>
    private CallerNow Now => _caller is { } known && known.IsOf(_time) ? known : _caller = Ask();

    /// <summary>What the caller has left to see in clear of the topic; to be asked for each frame.</summary>
    public RevealLimit LimitOf(TopicPlan plan) => plan.Beyond is { } beyond ? new(beyond, Quotas.Reveals) : default;

    public TopicPlan Of(ReadOnlySpan<byte> name) =>
        _byUtf8.TryGetValue(name, out var plan) && plan.IsOf(_time) ? plan : Make(Utf8Names.Comparer.Create(name));

    public TopicPlan Of(string name) => _plans.TryGetValue(name, out var plan) && plan.IsOf(_time) ? plan : Make(name);

    private TopicPlan Make(string name)
    {
        var (now, by) = (_time.GetUtcNow(), Now);
        var caller = by.Caller;
        var plan = new TopicPlan(
            name,
            Rules.Decide(caller, Operation.Read, ResourceType.Topic, name),
            Rules.Decide(caller, Operation.Write, ResourceType.Topic, name),
            Rules.Decide(caller, Operation.Describe, ResourceType.Topic, name),
            Rules.PlanFor(caller, name, When.Produce, now),
            Rules.PlanFor(caller, name, When.Consume, now),
            Rules.AuditFor(caller, name),
            by,
            ObservedTopic.Of(Rules, caller, name, now),
            by.Quotas.BoundsReveals ? Rules.PlanWithoutExceptions(name, now) : null);
        if (_plans.Count >= Capacity)
            _plans.Clear();
        _plans[name] = plan;
        return plan;
    }

    private CallerNow Ask()
    {
        var now = _time.GetUtcNow();
        var opened = _grants?.Of(_session.Principal, now);
        var caller = new Caller(_session.Principal, _stated.Purpose, _session.Mechanism, _session.Facts, Rules.NetworksAround(_session.Source), _stated.ClientIds, Rules.HoursAt(now), opened?.Access);
        return new(caller, Rules, _ledger, _grants, opened);
    }
}
