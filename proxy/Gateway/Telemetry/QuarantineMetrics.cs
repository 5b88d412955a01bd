namespace Compliance.Gateway.Telemetry;

/// <summary>What came of records that were to go to the quarantine topics of one cluster. Thread-safe.</summary>
internal sealed class QuarantineMetrics(string cluster)
{
    public Count Written { get; } = new();

    /// <summary>The topic did not take them, or not in time.</summary>
    public Count Failed { get; } = new();

    /// <summary>Partitions that found no room for a record.</summary>
    public Count Full { get; } = new();

    public IEnumerable<Sample> Records() =>
        new[] { ("written", Written), ("failed", Failed), ("full", Full) }
            .Select(outcome => new Sample(outcome.Item2.Value, Labels.Of(("cluster", cluster), ("outcome", outcome.Item1))));
}
