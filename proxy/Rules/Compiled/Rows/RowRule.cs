using System.Collections.Immutable;

namespace Compliance.Rules.Compiled.Rows;

/// <summary>One line of a policy's rows section: of some topics, some people read only records that fit.</summary>
public sealed class RowRule
{
    private readonly Audience _audience;

    internal RowRule(string id, PolicyIdentity policy, string text, RowPredicate predicate, ValueFormats format, ImmutableArray<NamePattern> topics, Audience audience)
    {
        Id = id;
        Policy = policy;
        Text = text;
        Predicate = predicate;
        Format = format;
        Topics = topics;
        _audience = audience;
    }

    public string Id { get; }

    public PolicyIdentity Policy { get; }

    /// <summary>As the policy writes it.</summary>
    public string Text { get; }

    public RowPredicate Predicate { get; }

    /// <summary>In what values are written; a single one.</summary>
    public ValueFormats Format { get; }

    internal ImmutableArray<NamePattern> Topics { get; }

    internal bool Concerns(Caller caller, string topic) => Topics.Any(t => t.Matches(topic)) && _audience.Includes(caller);
}
