using System.Collections.Concurrent;
using Compliance.Gateway.Session;

namespace Compliance.Gateway.Telemetry;

/// <summary>What is counted of the connections to one cluster. Thread-safe.</summary>
internal sealed class ClusterMetrics(string cluster)
{
    private readonly ConcurrentDictionary<FaultKind, Count> _errors = new();

    public Labels Labels { get; } = Labels.Of(("cluster", cluster));

    public Count Connected { get; } = new();

    /// <summary>Tokens to log in by that the provider gave, and times that it gave none.</summary>
    public Count TokensTaken { get; } = new();
    public Count TokensFailed { get; } = new();

    /// <summary>Logins anew on connections that go on.</summary>
    public Count LoggedInAgain { get; } = new();
    public Count NotLoggedInAgain { get; } = new();

    /// <summary>A connection that could not be opened, or not be made ready.</summary>
    public void Failed(FaultKind kind) => _errors.GetOrAdd(kind, static _ => new()).Add();

    public IEnumerable<Sample> Tokens() => Outcomes(("taken", TokensTaken), ("failed", TokensFailed));

    public IEnumerable<Sample> Reauthentications() => Outcomes(("success", LoggedInAgain), ("failure", NotLoggedInAgain));

    public IEnumerable<Sample> Errors() =>
        _errors.Select(entry => new Sample(entry.Value.Value, Labels.Of(("cluster", cluster), ("kind", Labels.Value(entry.Key)))));

    private IEnumerable<Sample> Outcomes(params (string Name, Count Count)[] outcomes) =>
        outcomes.Select(outcome => new Sample(outcome.Count.Value, Labels.Of(("cluster", cluster), ("outcome", outcome.Name))));
}
