using System.Diagnostics.Metrics;
using Compliance.Gateway.Session;
using Compliance.Kafka.Schema;

namespace Compliance.Gateway.Admin;

/// <summary>
/// What the process counts. The data path adds to plain numbers, one for each label value, made once: no look-up of labels, no
/// allocation. The instruments of the meter read them when somebody asks. Thread-safe.
/// </summary>
internal sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "Compliance.Gateway";
    private const int Kinds = 32;
    private readonly Meter _meter = new(MeterName);
    private readonly long[] _requests = new long[ApiTable.Rows[^1].Key + 1];
    private readonly long[] _faults = new long[Enum.GetValues<FaultSide>().Length * Kinds];
    private long _accepted;
    private long _refused;
    private long _bytesFromClients;
    private long _bytesFromBrokers;
    private long _authenticated;
    private long _notAuthenticated;

    public GatewayMetrics(SessionSet sessions, BufferBudget budget)
    {
        _meter.CreateObservableGauge("compliance_proxy_connections", () => (long)sessions.Count, null, "Client connections open now");
        _meter.CreateObservableGauge("compliance_proxy_requests_in_flight", () => sessions.InFlight, null, "Requests that wait for an answer");
        _meter.CreateObservableGauge("compliance_proxy_buffered_bytes", () => sessions.BufferedBytes, "By", "Bytes of read buffers held now");
        _meter.CreateObservableGauge("compliance_proxy_buffer_budget_used_bytes", () => budget.Used, "By", "Bytes taken of limits.maxBufferedBytes");
        _meter.CreateObservableGauge("compliance_proxy_buffer_waiting", () => (long)budget.Waiting, null, "Connections that wait for room in the budget");
        _meter.CreateObservableCounter("compliance_proxy_connections_accepted", () => Volatile.Read(ref _accepted), null, "Connections accepted");
        _meter.CreateObservableCounter("compliance_proxy_connections_refused", () => Volatile.Read(ref _refused), null, "Connections refused because a limit was reached");
        _meter.CreateObservableCounter("compliance_proxy_received_bytes", ReceivedBytes, "By", "Bytes received, by the side they came from");
        _meter.CreateObservableCounter("compliance_proxy_requests", Requests, null, "Requests received, by API");
        _meter.CreateObservableCounter("compliance_proxy_faults", Faults, null, "Connections ended, by the side to blame and the kind of fault");
        _meter.CreateObservableCounter("compliance_proxy_authentications", Authentications, null, "Authentications by SASL at the proxy, by outcome");
    }

    public void Accepted() => Interlocked.Increment(ref _accepted);

    public void Refused() => Interlocked.Increment(ref _refused);

    /// <summary>The key must be one that <see cref="ApiTable"/> knows.</summary>
    public void Request(short apiKey) => Interlocked.Increment(ref _requests[apiKey]);

    public void FromClient(int bytes) => Interlocked.Add(ref _bytesFromClients, bytes);

    public void FromBroker(int bytes) => Interlocked.Add(ref _bytesFromBrokers, bytes);

    public void Faulted(Fault fault) => Interlocked.Increment(ref _faults[((int)fault.Side * Kinds) + (int)fault.Kind]);

    public void Authentication(bool succeeded) => Interlocked.Increment(ref succeeded ? ref _authenticated : ref _notAuthenticated);

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> ReceivedBytes() =>
    [
        new(Volatile.Read(ref _bytesFromClients), new KeyValuePair<string, object?>("from", "client")),
        new(Volatile.Read(ref _bytesFromBrokers), new KeyValuePair<string, object?>("from", "broker")),
    ];

    private IEnumerable<Measurement<long>> Requests()
    {
        foreach (var api in ApiTable.Rows)
        {
            if (Volatile.Read(ref _requests[api.Key]) is var count and > 0)
                yield return new(count, new KeyValuePair<string, object?>("api", api.Name));
        }
    }

    private IEnumerable<Measurement<long>> Faults()
    {
        foreach (var side in Enum.GetValues<FaultSide>())
        {
            foreach (var kind in Enum.GetValues<FaultKind>())
            {
                if (Volatile.Read(ref _faults[((int)side * Kinds) + (int)kind]) is var count and > 0)
                    yield return new(count, new("side", Label(side.ToString())), new("kind", Label(kind.ToString())));
            }
        }
    }

    private IEnumerable<Measurement<long>> Authentications() =>
    [
        new(Volatile.Read(ref _authenticated), new KeyValuePair<string, object?>("outcome", "success")),
        new(Volatile.Read(ref _notAuthenticated), new KeyValuePair<string, object?>("outcome", "failure")),
    ];

    private static string Label(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
