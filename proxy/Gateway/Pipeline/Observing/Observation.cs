using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Observing;

/// <summary>
/// What policies that are only observed would have made of one topic of an exchange, or of a request that names none. Owner: its exchange.
/// </summary>
internal sealed class Observation
{
    private readonly List<string> _rules = [];

    /// <summary>Set where access would have been decided otherwise.</summary>
    public Decision? Decision { get; private set; }

    /// <summary>Ids of the rules that would have acted, each once.</summary>
    public IReadOnlyList<string> Rules => _rules;

    /// <summary>Values that they would have changed or removed.</summary>
    public long Values { get; private set; }

    /// <summary>Records that could not have been read under them, and so would not have passed.</summary>
    public long Unreadable { get; private set; }

    /// <summary>As <c>authz.decision</c> writes it; null: nothing would have been other than it was.</summary>
    public string? Word => Decision switch
    {
        { Allowed: true } => "allow",
        { Allowed: false } => "deny",
        _ when Unreadable > 0 => "deny",
        _ => Values > 0 ? "mask" : null,
    };

    public void Add(Decision decision)
    {
        Decision ??= decision;
        if (decision.RuleId is { } rule)
            AddRule(rule);
    }

    public void Add(FieldRule rule, long values)
    {
        AddRule(rule.RuleId);
        Values += values;
    }

    public void AddUnreadable(long records) => Unreadable += records;

    private void AddRule(string rule)
    {
        if (!_rules.Contains(rule))
            _rules.Add(rule);
    }
}
