using System.Collections.Concurrent;
using Compliance.Gateway.Session;

namespace Compliance.Gateway.Telemetry;

/// <summary>What is counted of the connections to one cluster. Thread-safe.</summary>
internal sealed class ClusterMetrics(string cluster)
{
    private readonly ConcurrentDictionary<FaultKind, Count> _errors = new();

    public Labels Labels { get; } = Labels.Of(("cluster", cluster));

    public Count Connected { get; } = new();

    /// <summary>A connection that could not be opened, or not be made ready.</summary>
    public void Failed(FaultKind kind) => _errors.GetOrAdd(kind, static _ => new()).Add();

    public IEnumerable<Sample> Errors() =>
        _errors.Select(entry => new Sample(entry.Value.Value, Labels.Of(("cluster", cluster), ("kind", Labels.Value(entry.Key)))));
}
