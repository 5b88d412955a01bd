using System.Collections.Concurrent;

namespace Compliance.Gateway.Telemetry;

/// <summary>
/// What the data path counts, by route and by cluster. A route or a cluster that the settings name anew goes on where it was.
/// Thread-safe. Owner: the process.
/// </summary>
internal sealed class GatewayMetrics
{
    private readonly ConcurrentDictionary<string, RouteMetrics> _routes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ClusterMetrics> _clusters = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RegistryMetrics> _registries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, QuarantineMetrics> _quarantines = new(StringComparer.Ordinal);
    private readonly LatencyScale _scale;
    private readonly GatewayHistograms _histograms;

    public GatewayMetrics(Instruments instruments, TimeProvider time)
    {
        _scale = new LatencyScale(time);
        _histograms = new GatewayHistograms(
            instruments.Histogram("compliance.proxy.request.duration", "From a request's read to its answer's way to the client", LatencyScale.Bounds,
                () => Apis(api => api.Duration())),
            instruments.Histogram("compliance.proxy.added.duration", "The part of a request's duration that the proxy itself took", LatencyScale.Bounds,
                () => Apis(api => api.Added())));
        instruments.Counter("compliance.proxy.requests", "{request}", "Requests received, by API", () => Of(_routes, route => route.Apis.Select(api => new Sample(api.Requests, api.Labels))));
        instruments.Counter("compliance.proxy.refusals", "{request}", "Requests that the proxy answered with an error by itself, as a whole or in part",
            () => Of(_routes, route => route.Refusals()));
        instruments.Counter("compliance.proxy.received", "By", "Bytes received, by the side they came from",
            () => Of(_routes, route => Two(route, "from", route.FromClients, route.FromBrokers)));
        instruments.Counter("compliance.proxy.sent", "By", "Bytes sent, by the side they went to", () => Of(_routes, route => Two(route, "to", route.ToClients, route.ToBrokers)));
        instruments.Counter("compliance.proxy.in_flight.waits", "{wait}", "Times that a connection was not read because limits.maxInFlight of its requests waited",
            () => Of(_routes, route => One(route, route.FullRing)));
        DeclareConnections(instruments);
        DeclareGuarding(instruments);
        DeclareClusters(instruments);
        DeclareQuarantine(instruments);
    }

    public RouteMetrics Route(string name) => _routes.GetOrAdd(name, static (name, self) => new(name, self._scale, self._histograms), this);

    public ClusterMetrics Cluster(string name) => _clusters.GetOrAdd(name, static name => new(name));

    public RegistryMetrics Registry(string cluster) => _registries.GetOrAdd(cluster, static cluster => new(cluster));

    public QuarantineMetrics Quarantine(string cluster) => _quarantines.GetOrAdd(cluster, static cluster => new(cluster));

    private void DeclareConnections(Instruments instruments)
    {
        instruments.Counter("compliance.proxy.connections.opened", "{connection}", "Client connections accepted", () => Of(_routes, route => One(route, route.Opened)));
        instruments.Counter("compliance.proxy.connections.turned_away", "{connection}", "Client connections closed at once, by the limit that is reached",
            () => Of(_routes, route => route.ConnectionsTurnedAway()));
        instruments.Counter("compliance.proxy.connections.ended", "{connection}", "Client connections ended, by the side that caused it and the kind of fault",
            () => Of(_routes, route => route.ConnectionsEnded()));
        instruments.Counter("compliance.proxy.tls.handshakes", "{handshake}", "TLS handshakes of clients, by outcome", () => Of(_routes, route => Labelled(route, "outcome",
            ("success", route.HandshakesDone.Value), ("failure", route.HandshakesFailed.Value))));
        instruments.Counter("compliance.proxy.logins", "{login}", "Logins by SASL at the proxy, by outcome", () => Of(_routes, route => Logins(route, again: false)));
        instruments.Counter("compliance.proxy.reauthentications", "{login}", "Logins anew on connections that go on (KIP-368), by outcome", () => Of(_routes, route => Logins(route, again: true)));
        instruments.Counter("compliance.proxy.connections.expired", "{connection}", "Client connections closed since their login's time was over and they had not proved themselves again, a broker's expired-connections-killed-count",
            () => Of(_routes, route => One(route, route.Expired)));
        instruments.Counter("compliance.proxy.jwks.questions", "{question}", "Questions for the keys of an issuer of tokens, by outcome",
            () => Of(_routes, route => Labelled(route, "outcome", ("taken", route.JwksTaken.Value), ("failed", route.JwksFailed.Value))));
        instruments.Counter("compliance.proxy.logins.slowed", "{login}", "Logins that had to wait, or were not looked at, since the user had failed from that address too often",
            () => Of(_routes, route => One(route, route.LoginsSlowed)));
    }

    private void DeclareGuarding(Instruments instruments)
    {
        instruments.Counter("compliance.proxy.guard.records", "{record}", "Records that protection changed", () => Of(_routes, route => route.Guarding.RecordsChanged()));
        instruments.Counter("compliance.proxy.guard.fields", "{field}", "Field values masked, or passed in clear under an exception, by class",
            () => Of(_routes, route => route.Guarding.Fields()));
        instruments.Counter("compliance.proxy.guard.undeclared", "{value}", "What looks like sensitive data and no class declares, by detector and by what was done; values that could not be looked into under kind unreadable",
            () => Of(_routes, route => route.Guarding.FoundUndeclared()));
        instruments.Counter("compliance.proxy.guard.withheld", "{record}", "Records kept from their readers by rules of rows", () => Of(_routes, route => route.Guarding.RecordsWithheld()));
        instruments.Counter("compliance.proxy.guard.overquota", "{record}", "Records protected since their reader had seen as much in clear as a quota lets him",
            () => Of(_routes, route => route.Guarding.RecordsBeyondQuota()));
        instruments.Counter("compliance.proxy.quota.throttled", "{request}", "Requests whose clients had to wait, since they had read or written more in a second than a quota lets them",
            () => Of(_routes, route => route.Guarding.RequestsThrottled()));
        instruments.Counter("compliance.proxy.guard.unreadable", "{record}", "Batches and records that could not be read under their policy and did not pass, by reason",
            () => Of(_routes, route => route.Guarding.RecordsUnreadable()));
        instruments.Counter("compliance.proxy.policy.observed", "{time}", "What policies that are only observed would have done, by rule: requests decided otherwise, values masked or shown in clear, records refused",
            () => Of(_routes, route => route.Observed.Samples()));
    }

    private void DeclareClusters(Instruments instruments)
    {
        instruments.Counter("compliance.proxy.upstream.connections", "{connection}", "Connections opened to a cluster's brokers",
            () => Of(_clusters, IEnumerable<Sample> (cluster) => [new(cluster.Connected.Value, cluster.Labels)]));
        instruments.Counter("compliance.proxy.upstream.errors", "{error}", "Connections to brokers that failed or could not be made ready, by kind",
            () => Of(_clusters, cluster => cluster.Errors()));
        instruments.Counter("compliance.proxy.upstream.tokens", "{question}", "Questions for tokens by which the proxy logs in at a cluster's brokers, by outcome",
            () => Of(_clusters, cluster => cluster.Tokens()));
        instruments.Counter("compliance.proxy.upstream.reauthentications", "{login}", "Logins of the proxy anew on connections to brokers that go on (KIP-368), by outcome",
            () => Of(_clusters, cluster => cluster.Reauthentications()));
        instruments.Counter("compliance.proxy.registry.questions", "{question}", "Schemas that a cluster's registry was asked for, by outcome",
            () => Of(_registries, registry => registry.Questions()));
        instruments.Counter("compliance.proxy.registry.waits", "{frame}", "Frames that waited for an answer of the schema registry",
            () => Of(_registries, IEnumerable<Sample> (registry) => [registry.Waited()]));
    }

    private void DeclareQuarantine(Instruments instruments) =>
        instruments.Counter("compliance.proxy.quarantine.records", "{record}", "Records that were to go to a cluster's quarantine topics, by outcome: written, failed, or no room for them (full)",
            () => Of(_quarantines, quarantine => quarantine.Records()));

    private IEnumerable<HistogramSample> Apis(Func<ApiCell, HistogramSample> read) => Of(_routes, route => route.Apis.Select(read));

    private static IEnumerable<T> Of<TPart, T>(ConcurrentDictionary<string, TPart> parts, Func<TPart, IEnumerable<T>> read) =>
        parts.OrderBy(part => part.Key, StringComparer.Ordinal).SelectMany(part => read(part.Value));

    private static IEnumerable<Sample> One(RouteMetrics route, Count count) => [new(count.Value, Labels.Of(("route", route.Name)))];

    private static IEnumerable<Sample> Logins(RouteMetrics route, bool again)
    {
        var (proved, refused) = route.Logins(again);
        return Labelled(route, "outcome", ("success", proved), ("failure", refused));
    }

    private static IEnumerable<Sample> Two(RouteMetrics route, string label, long client, long broker) => Labelled(route, label, ("client", client), ("broker", broker));

    private static IEnumerable<Sample> Labelled(RouteMetrics route, string label, params (string Name, long Count)[] counts) =>
        counts.Select(count => new Sample(count.Count, Labels.Of(("route", route.Name), (label, count.Name))));
}
