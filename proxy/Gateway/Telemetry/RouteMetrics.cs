using System.Collections.Concurrent;
using Compliance.Gateway.Session;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Telemetry;

/// <summary>
/// What is counted on one route, by its name: it outlives a reload of the settings. The cells of the data path are found by index and
/// cost no look-up of labels. Thread-safe.
/// </summary>
internal sealed class RouteMetrics(string route, LatencyScale scale, GatewayHistograms histograms)
{
    private static readonly int Kinds = Enum.GetValues<FaultKind>().Length;
    private readonly ApiCell?[] _apis = new ApiCell?[ApiTable.Rows[^1].Key + 1];
    private readonly Count[] _logins = [new(), new(), new(), new()];
    private readonly StripedCounts _bytes = new(4);
    private readonly long[] _ended = new long[Enum.GetValues<FaultSide>().Length * Kinds];
    private readonly ConcurrentDictionary<(short Api, KafkaError Error), Count> _refusals = new();
    private readonly ConcurrentDictionary<string, Count> _turnedAway = new(StringComparer.Ordinal);

    public string Name => route;
    public Count Opened { get; } = new();
    public Count FullRing { get; } = new();
    public Count HandshakesDone { get; } = new();
    public Count HandshakesFailed { get; } = new();
    public Count LoginsSlowed { get; } = new();

    /// <summary>Connections closed since their login's time was over.</summary>
    public Count Expired { get; } = new();

    /// <summary>Questions for an issuer's keys that gave some, and that did not.</summary>
    public Count JwksTaken { get; } = new();
    public Count JwksFailed { get; } = new();
    public GuardMetrics Guarding { get; } = new(route);
    public ObservedMetrics Observed { get; } = new(route);

    public IEnumerable<ApiCell> Apis => _apis.OfType<ApiCell>();
    public long FromClients => _bytes.Sum(0);
    public long FromBrokers => _bytes.Sum(1);
    public long ToClients => _bytes.Sum(2);
    public long ToBrokers => _bytes.Sum(3);

    /// <summary>The key must be one that <see cref="ApiTable"/> knows.</summary>
    public ApiCell Of(ApiRow api) => Volatile.Read(ref _apis[api.Key]) ?? Make(api);

    public void FromClient(int bytes) => _bytes.Add(0, bytes);

    public void FromBroker(int bytes) => _bytes.Add(1, bytes);

    public void ToClient(int bytes) => _bytes.Add(2, bytes);

    public void ToBroker(int bytes) => _bytes.Add(3, bytes);

    /// <summary>A login has ended, of a connection that begins, or again on one that goes on.</summary>
    public void LoggedIn(bool proved, bool again) => _logins[(again ? 2 : 0) + (proved ? 0 : 1)].Add();

    /// <summary>How many logins of a kind were proved, and not.</summary>
    public (long Proved, long Refused) Logins(bool again) => (_logins[again ? 2 : 0].Value, _logins[again ? 3 : 1].Value);

    public void Ended(Fault fault) => Interlocked.Increment(ref _ended[((int)fault.Side * Kinds) + (int)fault.Kind]);

    /// <summary>A request, or a part of it, that the proxy answered by itself.</summary>
    public void Refused(short api, KafkaError error) => _refusals.GetOrAdd((api, error), static _ => new()).Add();

    /// <summary>A connection closed at once because the limit of that name is reached.</summary>
    public void TurnedAway(string limit) => _turnedAway.GetOrAdd(limit, static _ => new()).Add();

    public IEnumerable<Sample> Refusals() =>
        _refusals.Select(entry => new Sample(entry.Value.Value, Labels.Of(
            ("route", route), ("api", ApiTable.Find(entry.Key.Api)?.Name ?? "unknown"), ("error", Labels.Value(entry.Key.Error)))));

    public IEnumerable<Sample> ConnectionsTurnedAway() =>
        _turnedAway.Select(entry => new Sample(entry.Value.Value, Labels.Of(("route", route), ("limit", entry.Key))));

    public IEnumerable<Sample> ConnectionsEnded()
    {
        foreach (var side in Enum.GetValues<FaultSide>())
        {
            foreach (var kind in Enum.GetValues<FaultKind>())
            {
                if (Volatile.Read(ref _ended[((int)side * Kinds) + (int)kind]) is var count and > 0)
                    yield return new(count, Labels.Of(("route", route), ("side", Labels.Value(side)), ("kind", Labels.Value(kind))));
            }
        }
    }

    private ApiCell Make(ApiRow api)
    {
        var made = new ApiCell(route, api.Name, scale, histograms);
        return Interlocked.CompareExchange(ref _apis[api.Key], made, null) ?? made;
    }
}
