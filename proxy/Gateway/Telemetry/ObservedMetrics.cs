using System.Collections.Concurrent;
using Compliance.Protect;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Telemetry;

/// <summary>
/// What policies that are only observed would have done on one route, by rule. Rules are few and named by the policies; nothing of a client
/// is in a label. Added to once a record set or decision. Thread-safe.
/// </summary>
internal sealed class ObservedMetrics(string route)
{
    private readonly ConcurrentDictionary<(string Policy, string Rule, string Outcome), Count> _counts = new();

    /// <summary>A request, or a topic of it, that would have been decided otherwise.</summary>
    public void Decided(Decision decision) => Of(decision.Policy?.Id ?? "", decision.RuleId ?? "", decision.Allowed ? "allow" : "deny").Add();

    /// <summary>Values that a rule would have changed, or shown in clear under an exception.</summary>
    public void Acted(When when, RuleCount count)
    {
        var (policy, rule, suffix) = (count.Rule.Policy.Id, count.Rule.RuleId, when == When.Produce ? "stored" : "read");
        if (count.Masked > 0)
            Of(policy, rule, "mask_" + suffix).Add(count.Masked);
        if (count.Clear > 0)
            Of(policy, rule, "clear_" + suffix).Add(count.Clear);
    }

    /// <summary>Records that would not have passed.</summary>
    public void Unreadable(When when, long records) => Of("", "", when == When.Produce ? "refuse_stored" : "withhold_read").Add(records);

    public IEnumerable<Sample> Samples() => _counts.Select(entry => new Sample(entry.Value.Value, Labels.Of(
        ("route", route), ("policy", entry.Key.Policy), ("rule", entry.Key.Rule), ("outcome", entry.Key.Outcome))));

    private Count Of(string policy, string rule, string outcome) => _counts.GetOrAdd((policy, rule, outcome), static _ => new());
}
