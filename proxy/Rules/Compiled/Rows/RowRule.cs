using System.Collections.Immutable;

namespace Compliance.Rules.Compiled.Rows;

/// <summary>One line of a policy's rows section: of some topics, some people read only records that fit.</summary>
public sealed class RowRule
{
    private readonly PeopleSet _people;
    private readonly PeopleCondition? _unless;

    internal RowRule(string id, PolicyIdentity policy, string text, RowPredicate predicate, ImmutableArray<NamePattern> topics, PeopleSet people, PeopleCondition? unless)
    {
        Id = id;
        Policy = policy;
        Text = text;
        Predicate = predicate;
        Topics = topics;
        _people = people;
        _unless = unless;
    }

    public string Id { get; }

    public PolicyIdentity Policy { get; }

    /// <summary>As the policy writes it.</summary>
    public string Text { get; }

    public RowPredicate Predicate { get; }

    internal ImmutableArray<NamePattern> Topics { get; }

    internal bool Concerns(Caller caller, string topic) =>
        Topics.Any(t => t.Matches(topic)) && _people.Includes(caller) && _unless?.Holds(caller) != true;
}
