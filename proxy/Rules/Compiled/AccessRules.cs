using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>The access rules of all policies, in the order of their files, and which of them may speak of a resource. Immutable; thread-safe.</summary>
internal sealed class AccessRules(ImmutableArray<AccessRule> rules)
{
    private readonly PatternIndex _topics = Index(rules, ResourceType.Topic);
    private readonly PatternIndex _groups = Index(rules, ResourceType.Group);
    private readonly PatternIndex _transactions = Index(rules, ResourceType.TransactionalId);
    private readonly PatternIndex _cluster = Index(rules, ResourceType.Cluster);

    internal ImmutableArray<AccessRule> All => rules;

    /// <summary>By their places in <see cref="All"/>; those that speak of it, and maybe others.</summary>
    internal ImmutableArray<int> Near(ResourceType type, string name) => type switch
    {
        ResourceType.Topic => _topics.Find(name),
        ResourceType.Group => _groups.Find(name),
        ResourceType.TransactionalId => _transactions.Find(name),
        ResourceType.Cluster => _cluster.Find(name),
        _ => [],
    };

    private static PatternIndex Index(ImmutableArray<AccessRule> rules, ResourceType type) =>
        PatternIndex.Of(rules.Select(rule => rule.Resources.Where(resource => resource.Type == type).Select(resource => resource.Name)));
}
