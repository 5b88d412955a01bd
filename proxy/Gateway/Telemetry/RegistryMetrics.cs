namespace Compliance.Gateway.Telemetry;

/// <summary>What came of questions to the schema registry of one cluster. Thread-safe.</summary>
internal sealed class RegistryMetrics(string cluster)
{
    public Count Found { get; } = new();

    /// <summary>The registry answered that there is no such schema.</summary>
    public Count Unknown { get; } = new();

    /// <summary>It did not answer, or not as it should.</summary>
    public Count Failed { get; } = new();

    /// <summary>Frames that had to wait for an answer.</summary>
    public Count Waits { get; } = new();

    public IEnumerable<Sample> Questions() =>
        new[] { ("found", Found), ("unknown", Unknown), ("failed", Failed) }
            .Select(outcome => new Sample(outcome.Item2.Value, Labels.Of(("cluster", cluster), ("outcome", outcome.Item1))));

    public Sample Waited() => new(Waits.Value, Labels.Of(("cluster", cluster)));
}
