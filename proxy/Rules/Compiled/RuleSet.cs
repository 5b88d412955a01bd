using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Compliance.Rules.Compiled.Rows;
using Compliance.Rules.Compiled.Times;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Compiled;

/// <summary>
/// All policies of a route, compiled: who may do what, and what happens to which fields. Access is denied unless a rule of any policy
/// allows it and none of any policy denies it. Immutable but for its caches, which are bounded; thread-safe; swapped whole on a reload.
/// Asking again for what was asked before takes two look-ups and allocates nothing.
/// </summary>
public sealed class RuleSet
{
    private const int CachedCallers = 1024;
    private const int CachedClientIds = 1024;

    private readonly AccessRules _access;
    private readonly ImmutableArray<ImmutableArray<AuditRule>> _audit;
    private readonly ImmutableArray<QuotaRule> _quotas;
    private readonly ImmutableArray<PurposeRule> _purposes;
    private readonly PlanBuilder _plans;
    private readonly bool _isOpen;
    private readonly BoundedCache<Caller, CallerRules> _callers = new(CachedCallers);
    private readonly BoundedCache<string, Stated> _stated = new(CachedClientIds);
    private volatile OpenHours? _open;

    internal RuleSet(
        ImmutableArray<PolicyIdentity> policies, ImmutableArray<KeyReference> keys, ImmutableArray<AccessRule> access,
        ImmutableArray<ProtectRule> protect, ImmutableArray<RowRule> rows, ImmutableArray<DeclaredClass> classes, ImmutableArray<QuotaRule> quotas, ImmutableArray<ImmutableArray<AuditRule>> audit,
        ImmutableArray<PurposeRule> purposes, ImmutableArray<TestEntry> tests, bool isOpen = false)
    {
        _isOpen = isOpen;
        _audit = audit;
        Tests = tests;
        Policies = policies;
        IdentityText = Encoding.UTF8.GetBytes(string.Concat(policies.Select(policy => $"{policy.Sha256}  {policy.Id}\n")));
        Identity = policies.Length == 1 ? policies[0] : new("*", Convert.ToHexStringLower(SHA256.HashData(IdentityText)));
        Keys = keys;
        _access = new(access);
        _quotas = quotas;
        _purposes = purposes;
        StatesByClientId = purposes.Any(purpose => !purpose.ClientIds.IsEmpty);
        BoundsRates = quotas.Any(quota => quota.ReadPerSecond > 0 || quota.WritePerSecond > 0);
        Quarantines = protect.Any(rule => rule.QuarantineTopic is not null);
        _plans = new(protect, rows, classes);
        Formats = protect.SelectMany(r => r.Finds).Select(find => find.Format).Concat(rows.Select(row => row.Format)).Aggregate(ValueFormats.None, (all, format) => all | format);
        NeedsRegistry = (Formats & ValueFormats.Registered) != 0 || protect.SelectMany(r => r.Finds).Any(find => find.Path.Tag is not null);
    }

    public ImmutableArray<PolicyIdentity> Policies { get; }

    /// <summary>All of them together: the only one, or <c>*</c> with the SHA-256 of <see cref="IdentityText"/>.</summary>
    public PolicyIdentity Identity { get; }

    /// <summary>A line for each policy, in the order of their files: its hash, two spaces, its id.</summary>
    public byte[] IdentityText { get; }

    /// <summary>What it would be if the policies that are only observed were enforced too; null: all are.</summary>
    public RuleSet? Observed { get; internal init; }

    /// <summary>The policies that are only observed. Where no other is there, nothing is denied, as on a route without policies.</summary>
    public ImmutableArray<PolicyIdentity> ObservedPolicies { get; internal init; } = [];

    /// <summary>The keys that must be at hand before any plan is applied.</summary>
    public ImmutableArray<KeyReference> Keys { get; }

    /// <summary>What values the rules expect, in any topic.</summary>
    public ValueFormats Formats { get; }

    /// <summary>Some can't be read, or their fields not found, without their schema.</summary>
    public bool NeedsRegistry { get; }

    /// <summary>Some client ids state a purpose.</summary>
    public bool StatesByClientId { get; }

    /// <summary>What a request's client id is matters, be it that it states a purpose or that a rule asks for it.</summary>
    public bool AsksClientIds => StatesByClientId || !ClientIds.IsEmpty;

    /// <summary>Some rule has whole records go to a quarantine topic.</summary>
    public bool Quarantines { get; }

    /// <summary>Some quota says how many bytes may pass in a second.</summary>
    public bool BoundsRates { get; }

    /// <summary>People whom the policies tell by more than their principal.</summary>
    public ImmutableArray<LoginNeed> LoginNeeds { get; internal init; } = [];

    /// <summary>Networks by which people are told.</summary>
    internal ImmutableArray<IPNetwork> Networks { get; init; } = [];

    /// <summary>Hours at which some rules hold.</summary>
    internal ImmutableArray<TimeWindow> Hours { get; init; } = [];

    /// <summary>Client ids for which some rules hold.</summary>
    internal ImmutableArray<NamePattern> ClientIds { get; init; } = [];

    /// <summary>What rules and exceptions ask of whom a break-glass grant opens something to.</summary>
    internal ImmutableArray<PeopleCondition> Openings { get; init; } = [];

    internal ImmutableArray<TestEntry> Tests { get; }

    /// <summary>The cluster's resource name is always <c>kafka-cluster</c>, whatever is passed.</summary>
    public Decision Decide(Caller caller, Operation operation, ResourceType type, string name) =>
        RulesOf(caller).Decide(operation, type, type == ResourceType.Cluster ? AccessRule.ClusterName : name);

    /// <summary>Whether the operation may be allowed on any resource of the type at all, as InitProducerId asks for Write on topics.</summary>
    public bool AllowsAny(Caller caller, Operation operation, ResourceType type) => RulesOf(caller).AllowsAny(operation, type);

    /// <summary>Whether the operation is allowed on every resource of the type, whatever it is called.</summary>
    public bool AllowsAll(Caller caller, Operation operation, ResourceType type) => RulesOf(caller).AllowsAll(operation, type);

    /// <summary>What happens to the fields of the topic's values when the caller writes or reads them; to be asked again at its ValidUntil.</summary>
    public FieldPlan PlanFor(Caller caller, string topic, When when, DateTimeOffset now)
    {
        var plans = RulesOf(caller).Plans;
        var key = new PlanKey(topic, when);
        if (!plans.TryGet(key, out var plan) || now >= plan.ValidUntil)
            plans.Set(key, plan = _plans.Build(caller, topic, when, now));
        return plan;
    }

    /// <summary>The purpose that requests of that client id state; null: none. Whether it counts is asked with the caller.</summary>
    public string? PurposeStatedBy(string? clientId)
    {
        if (!StatesByClientId || string.IsNullOrEmpty(clientId))
            return null;
        foreach (var purpose in _purposes)
        {
            foreach (var pattern in purpose.ClientIds)
            {
                if (pattern.Matches(clientId))
                    return purpose.Name;
            }
        }

        return null;
    }

    /// <summary>What a request of that client id says of itself. The purpose counts only for the people who may claim it.</summary>
    public Stated StatedBy(string? clientId)
    {
        if (!AsksClientIds || string.IsNullOrEmpty(clientId))
            return default;
        if (!_stated.TryGet(clientId, out var stated))
            _stated.Set(clientId, stated = new(PurposeStatedBy(clientId), ClientIdMarks.Of(clientId, ClientIds)));
        return stated;
    }

    /// <summary>Which hours are open; to be asked again once it is of another instant. Null: no rule names any.</summary>
    public OpenHours? HoursAt(DateTimeOffset now)
    {
        if (Hours.IsEmpty)
            return null;
        var open = _open;
        if (open is null || !open.IsOf(now))
            _open = open = OpenHours.At(now, Hours);
        return open;
    }

    /// <summary>What break-glass grants can open, by the names that rules have for it.</summary>
    public IEnumerable<string> Opens => Openings.Select(opening => opening.BreakGlass!).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Whether a grant of that name can open something to the principal, as far as that hangs on the principal alone.</summary>
    public bool MayOpen(string name, string principal) => Openings.Any(opening => opening.BreakGlass == name && opening.People?.MayInclude(principal) != false);

    /// <summary>From where a connection of that source comes, as far as the policies tell people by it; null: from nowhere that they name.</summary>
    public SourceNetworks? NetworksAround(IPAddress? source) => SourceNetworks.Of(source, Networks);

    /// <summary>Whether a policy knows the purpose.</summary>
    public bool HasPurpose(string name) => _purposes.Any(purpose => purpose.Name == name);

    /// <summary>Whether the purpose that the caller states counts for him, in the policies that know it.</summary>
    public bool MayClaim(Caller caller) => _purposes.Any(purpose => purpose.Name == caller.Purpose && purpose.People.Includes(caller));

    /// <summary>What bounds how much the caller may have; empty: nothing does. Not remembered.</summary>
    public ImmutableArray<QuotaRule> QuotasFor(Caller caller) => [.. _quotas.Where(quota => quota.Concerns(caller))];

    /// <summary>What a reader gets to see of the topic's values whom no exception spares. Not remembered, and without rules of rows.</summary>
    public FieldPlan PlanWithoutExceptions(string topic, DateTimeOffset now) => _plans.Build(null, topic, When.Consume, now);

    /// <summary>How requests of the caller about the topic (null: about none) are kept. Not remembered: who asks for each request keeps it.</summary>
    public AuditModes AuditFor(Caller caller, string? topic) => _audit.IsEmpty ? AuditModes.None : AuditModes.For(_audit, caller, topic);

    /// <summary>Not remembered, and for a null caller without any exception: for tests at instants of their own.</summary>
    internal FieldPlan BuildPlan(Caller? caller, string topic, When when, DateTimeOffset now) => _plans.Build(caller, topic, when, now);

    private CallerRules RulesOf(Caller caller)
    {
        if (!_callers.TryGet(caller, out var rules))
            _callers.Set(caller, rules = new(caller, _access, Policies.Length == 1 ? Policies[0] : null, _isOpen));
        return rules;
    }
}
