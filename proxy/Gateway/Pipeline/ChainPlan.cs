using System.Collections.Concurrent;
using Compliance.Gateway.Audit;
using Compliance.Gateway.BreakGlass;
using Compliance.Gateway.Pipeline.Addresses;
using Compliance.Gateway.Pipeline.Authorization;
using Compliance.Gateway.Pipeline.Guarding;
using Compliance.Gateway.Pipeline.Observing;
using Compliance.Gateway.Pipeline.Quotas;
using Compliance.Gateway.Pipeline.Witnessing;
using Compliance.Gateway.Quarantining;
using Compliance.Gateway.Registry;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Upstream;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Pipeline;

/// <summary>
/// The steps of a route, in order: the one place where the order is written. Shared by all sessions of the route; immutable but for its
/// caches. <paramref name="keys"/> may be null where the route has no rules, <paramref name="audit"/> where nothing is audited,
/// <paramref name="metrics"/> where nothing is counted,
/// <paramref name="registry"/> where no schemas are registered, <paramref name="quarantine"/> where nothing can be quarantined, <paramref name="grants"/> where nothing can be opened in an emergency,
/// <paramref name="view"/> where nobody asks the cluster; <paramref name="quotas"/> outlives the plan.
/// </summary>
internal sealed class ChainPlan(RoutePlan route, BrokerMap brokers, Topics topics, KeyRing? keys, AuditTrail? audit, TimeProvider time, ILogger log, RouteMetrics? metrics = null, SchemaRegistry? registry = null, QuotaLedger? quotas = null, QuarantineWriter? quarantine = null, ClusterView? view = null, GrantBook? grants = null)
{
    private readonly GuardPool _guards = new(keys ?? KeyRing.Empty, route.Limits.Records, metrics?.Guarding, registry);
    private readonly Observer? _observer = route.Rules is { Observed: not null } rules ? new Observer(rules, keys ?? KeyRing.Empty, route.Limits.Records, metrics?.Observed, registry) : null;
    private readonly QuotaLedger _ledger = quotas ?? new(time, route.Limits.MaxQuotaCounts);
    private readonly FetchSessions _fetchSessions = new(route.Limits.MaxFetchSessions);
    private readonly ConcurrentDictionary<(short, short), Interest> _interests = new();

    public Topics Topics => topics;

    public RouteMetrics? Metrics => metrics;

    /// <summary>All policies of the route together; null: it has none.</summary>
    public PolicyIdentity? Policies => route.Rules?.Identity;

    /// <summary>Number of the release of policies that people have approved; 0: none is demanded.</summary>
    public long Release => route.Policies?.Release?.Number ?? 0;

    public long Timestamp => time.GetTimestamp();

    /// <summary>Fetch sessions remembered now.</summary>
    public int FetchSessions => _fetchSessions.Count;

    /// <summary>Counts kept for quotas.</summary>
    public int QuotaCounts => _ledger.Count;

    /// <summary>The client id of a request may state a purpose, or be asked for by a rule.</summary>
    public bool AsksClientIds => route.Rules is { AsksClientIds: true };

    public GuardPool Guards => _guards;

    /// <summary>Rules and evidence speak of topics by name, whatever the client sends.</summary>
    public bool NeedsTopicNames => route.Rules is not null || audit is not null;

    /// <summary>True once the event of that sequence survives a power cut; false if that will never be known.</summary>
    public ValueTask<bool> IsDurableAsync(long sequence) => audit!.Recorder.WaitDurable(sequence);

    /// <summary>Whether who logs in hears of it only once the evidence of it is durable.</summary>
    public bool IsLoginStrict(string principal, bool denied) =>
        (route.Rules?.AuditFor(new Caller(principal, Open: route.Rules.HoursAt(time.GetUtcNow())), null).Of(ApiGroup.Authentication, denied) ?? AuditMode.Strict) == AuditMode.Strict;

    /// <summary>What a request of that client id says of itself.</summary>
    public Stated StatedBy(string? clientId)
    {
        var stated = route.Rules?.StatedBy(clientId) ?? default;
        return route.Purpose is { } purpose ? stated with { Purpose = purpose } : stated;
    }

    public IStep[] MakeSteps(SessionState session, Stated stated)
    {
        var plans = route.Rules is { } rules ? new TopicPlans(rules, session, time, _ledger, stated, rules.Opens.Any() ? grants : null) : null;
        var catalog = new TopicCatalog(topics, plans);
        List<IStep> steps = [];
        AccessRights? rights = null;
        var modes = audit is null ? null : new Modes(catalog, audit.Mode);
        if (modes is not null)
            steps.Add(new HoldBack(audit!, catalog, modes, time));
        if (plans is not null)
        {
            rights = new AccessRights(plans, _observer);
            steps.Add(new Authorize(rights, new FetchAccess(rights, _fetchSessions, catalog, session), new MetadataAccess(rights, view), catalog));
        }

        else
        {
            steps.Add(new SharedAccount(session));
        }

        steps.Add(new Translate(brokers, topics, route.Cluster.MaxVersions));
        if (plans is not null)
            steps.Add(new Guard(catalog, _guards, session, log, rights, _observer, route.Rules is { Quarantines: true } ? new(quarantine, session, time) : null));
        if (plans is { Rules.BoundsRates: true })
            steps.Add(new Throttle(plans, time, metrics?.Guarding));
        if (audit is not null)
            steps.Add(new Witness(audit, catalog, modes!, session, time));
        return [.. steps];
    }

    /// <summary>What all steps of the route together want to see.</summary>
    public Interest InterestIn(short apiKey, short version, IStep[] steps)
    {
        if (_interests.TryGetValue((apiKey, version), out var known))
            return known;
        var interest = Interest.None;
        foreach (var step in steps)
            interest |= step.InterestIn(apiKey, version);
        return _interests[(apiKey, version)] = interest;
    }
}
