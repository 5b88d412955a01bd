using Compliance.Gateway.Session;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline;

/// <summary>
/// The steps of one session under the plan of now, a set for each purpose that its requests state and each of the rules' client ids that they
/// have: a client id comes with every request, and who states a purpose is another caller than who does not. Bounded: clients choose their
/// client ids. Owner: the RequestLoop.
/// </summary>
internal sealed class CallerSteps
{
    private const int MaxKnown = 64;

    private readonly LiveChain _plans;
    private readonly SessionState _session;
    private readonly List<ChainSteps> _known = [];
    private ChainSteps _current;
    private string? _clientId;

    public CallerSteps(LiveChain plans, SessionState session)
    {
        (_plans, _session) = (plans, session);
        _current = Begin(plans.Current);
    }

    /// <summary>What the plan of now wants to see; it stays in hand until this is asked again.</summary>
    public Interest InterestIn(short apiKey, short version)
    {
        var plan = _plans.Current;
        if (!ReferenceEquals(plan, _current.Plan))
            _current = Begin(plan);
        return _current.InterestIn(apiKey, version);
    }

    /// <summary>The steps for a request of that client id, under the plan in hand. The same string says the same.</summary>
    public ChainSteps For(string? clientId)
    {
        var plan = _current.Plan;
        if (!plan.AsksClientIds || ReferenceEquals(clientId, _clientId))
            return _current;
        _clientId = clientId;
        return _current = Stating(plan.StatedBy(clientId));
    }

    /// <summary>What the session's login proves is another, so all that was decided for it is asked anew.</summary>
    public void CallerChanged() => _current = Begin(_plans.Current);

    private ChainSteps Stating(Stated stated)
    {
        foreach (var steps in _known)
        {
            if (steps.Stated == stated)
                return steps;
        }

        return Add(_current.Plan, stated);
    }

    private ChainSteps Begin(ChainPlan plan)
    {
        _known.Clear();
        _clientId = null;
        return Add(plan, plan.StatedBy(null));
    }

    private ChainSteps Add(ChainPlan plan, Stated stated)
    {
        if (_known.Count >= MaxKnown)
            _known.Clear();
        var steps = new ChainSteps(plan, _session, stated);
        _known.Add(steps);
        return steps;
    }
}
