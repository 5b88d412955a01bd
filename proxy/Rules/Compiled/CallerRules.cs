using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>
/// The access rules that concern one caller, and what has been decided for him. Thread-safe; lives as long as its RuleSet.
/// </summary>
internal sealed class CallerRules
{
    private const int CachedDecisions = 1024;
    private const int CachedPlans = 256;

    private static readonly NamePattern Everything = NamePattern.Parse("**");

    private readonly AccessRules _access;
    private readonly bool[] _concerns;
    private readonly ImmutableArray<AccessRule> _denies;
    private readonly ImmutableArray<AccessRule> _allows;
    private readonly Decision _default;
    private readonly bool _isOpen;
    private readonly BoundedCache<DecisionKey, Decision> _decisions = new(CachedDecisions);

    internal CallerRules(Caller caller, AccessRules access, PolicyIdentity? onlyPolicy, bool isOpen = false)
    {
        _isOpen = isOpen;
        _access = access;
        _concerns = [.. access.All.Select(r => r.Audience.Includes(caller))];
        var mine = access.All.Where((_, i) => _concerns[i]).ToList();
        _denies = [.. mine.Where(r => r.IsDeny)];
        _allows = [.. mine.Where(r => !r.IsDeny)];
        _default = new(isOpen, null, onlyPolicy);
    }

    internal BoundedCache<PlanKey, FieldPlan> Plans { get; } = new(CachedPlans);

    internal Decision Decide(Operation operation, ResourceType type, string name)
    {
        var key = new DecisionKey(operation, type, name);
        if (!_decisions.TryGet(key, out var decision))
            _decisions.Set(key, decision = Evaluate(operation, type, name));
        return decision;
    }

    /// <summary>Some resource may exist for which the answer is yes: an allowed pattern that no denied one swallows.</summary>
    internal bool AllowsAny(Operation operation, ResourceType type)
    {
        var denied = Patterns(_denies, operation, type).ToList();
        return _isOpen || Patterns(_allows, operation, type).Any(p => !denied.Exists(d => d.Covers(p)));
    }

    /// <summary>Whatever the resource's name, the answer is yes: everything is allowed by one pattern, and nothing denied.</summary>
    internal bool AllowsAll(Operation operation, ResourceType type) =>
        _isOpen || Patterns(_allows, operation, type).Any(p => p.Covers(Everything)) && !Patterns(_denies, operation, type).Any();

    private static IEnumerable<NamePattern> Patterns(ImmutableArray<AccessRule> rules, Operation operation, ResourceType type) =>
        rules.Where(r => r.Operations.Has(operation)).SelectMany(r => r.Resources).Where(r => r.Type == type).Select(r => r.Name);

    private Decision Evaluate(Operation operation, ResourceType type, string name)
    {
        AccessRule? allow = null;
        foreach (var i in _access.Near(type, name))
        {
            var rule = _access.All[i];
            if (!_concerns[i] || !rule.Operations.Has(operation) || (allow is not null && !rule.IsDeny) || !rule.IsAbout(type, name))
                continue;
            if (rule.IsDeny)
                return new(false, rule.Id, rule.Policy);
            allow = rule;
        }

        return allow is null ? _default : new(true, allow.Id, allow.Policy);
    }
}
