using System.Collections.Concurrent;
using Compliance.Gateway.Pipeline.Quotas;
using Compliance.Kafka.Records;
using Compliance.Protect;
using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Telemetry;

/// <summary>
/// What protection did on one route: by direction, by the classes that its policies name, and by the reason why a record could not be
/// read. Added to once a record set, not once a record. Thread-safe.
/// </summary>
internal sealed class GuardMetrics(string route)
{
    private const string OfValue = "value";
    private const string Passed = "observe";
    private readonly Count _withheld = new();
    private readonly Count _beyond = new();
    private readonly Count _readers = new();
    private readonly Count _writers = new();
    private readonly Count[] _changed = [new(), new()];
    private readonly ConcurrentDictionary<(When When, string Reason), Count> _unreadable = new();
    private readonly ConcurrentDictionary<(When When, string Kind, string Outcome), Count> _undeclared = new();
    private readonly ConcurrentDictionary<(When When, string Class), (Count Masked, Count Clear)> _classes = new();

    /// <summary>Records kept from readers by rules of rows.</summary>
    public void RowsWithheld(int records) => _withheld.Add(records);

    /// <summary>Records that were protected since their reader had seen as much in clear as a quota lets him.</summary>
    public void BeyondQuota(int records) => _beyond.Add(records);

    /// <summary>A request whose client has to wait for the sake of a quota.</summary>
    public void Throttled(QuotaKind kind) => (kind == QuotaKind.Read ? _readers : _writers).Add();

    public void Changed(When when, int records) => _changed[Index(when)].Add(records);

    /// <summary>A batch; <paramref name="kind"/> null: it is no client's to write.</summary>
    public void UnreadableBatch(When when, RecordFaultKind? kind) =>
        _unreadable.GetOrAdd((when, kind is { } known ? Labels.Value(known) : "control"), static _ => new()).Add();

    /// <summary>Values, keys and headers that are not what their plan needs.</summary>
    public void UnreadableValues(When when, int records) => _unreadable.GetOrAdd((when, OfValue), static _ => new()).Add(records);

    /// <summary>What was masked and what passed in clear in one topic of one exchange.</summary>
    public void Masked(When when, ProtectCounts counts)
    {
        foreach (ref readonly var found in counts.Undeclared)
            Undeclared(when, DetectorNames.Of(found.Kind), found.Outcome).Add(found.Count);
        if (counts.Unseen > 0)
            Undeclared(when, "unreadable", Passed).Add(counts.Unseen);
        foreach (ref readonly var count in counts.Rules)
        {
            if (count.Rule.IsUndeclared)
                continue;
            var (masked, clear) = _classes.GetOrAdd((when, count.Rule.Class), static _ => (new(), new()));
            if (count.Masked > 0)
                masked.Add(count.Masked);
            if (count.Clear > 0)
                clear.Add(count.Clear);
        }
    }

    public IEnumerable<Sample> RecordsChanged() =>
        Enum.GetValues<When>().Where(when => _changed[Index(when)].Value > 0)
            .Select(when => new Sample(_changed[Index(when)].Value, Labels.Of(("route", route), ("when", Labels.Value(when)))));

    public IEnumerable<Sample> RecordsWithheld() =>
        _withheld.Value > 0 ? [new Sample(_withheld.Value, Labels.Of(("route", route)))] : [];

    public IEnumerable<Sample> RecordsBeyondQuota() =>
        _beyond.Value > 0 ? [new Sample(_beyond.Value, Labels.Of(("route", route)))] : [];

    public IEnumerable<Sample> RequestsThrottled() =>
        new[] { ("read", _readers), ("write", _writers) }.Where(kind => kind.Item2.Value > 0)
            .Select(kind => new Sample(kind.Item2.Value, Labels.Of(("route", route), ("quota", kind.Item1))));

    public IEnumerable<Sample> RecordsUnreadable() =>
        _unreadable.Select(entry => new Sample(entry.Value.Value, Labels.Of(("route", route), ("when", Labels.Value(entry.Key.When)), ("reason", entry.Key.Reason))));

    /// <summary>What no class declares, by what it looks like and what was done; values that nobody could look into stand beside it.</summary>
    public IEnumerable<Sample> FoundUndeclared() =>
        _undeclared.Select(entry => new Sample(entry.Value.Value, Labels.Of(
            ("route", route), ("when", Labels.Value(entry.Key.When)), ("kind", entry.Key.Kind), ("outcome", entry.Key.Outcome))));

    public IEnumerable<Sample> Fields() =>
        _classes.SelectMany(entry => new[] { ("masked", entry.Value.Masked), ("clear", entry.Value.Clear) }
            .Where(count => count.Item2.Value > 0)
            .Select(count => new Sample(count.Item2.Value, Labels.Of(
                ("route", route), ("when", Labels.Value(entry.Key.When)), ("class", entry.Key.Class), ("outcome", count.Item1)))));

    private Count Undeclared(When when, string kind, string outcome) => _undeclared.GetOrAdd((when, kind, outcome), static _ => new());

    private static int Index(When when) => when == When.Produce ? 0 : 1;
}
