using System.Collections.Concurrent;
using Compliance.Gateway.Login;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Quarantining;
using Compliance.Gateway.Registry;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream;
using Compliance.Protect.Keys;

namespace Compliance.Gateway.Telemetry;

/// <summary>
/// What the parts of the process hold at the moment, read when somebody asks, each beside the bound that it has. A part that a reload
/// replaces is told anew. Owner: the process. Thread-safe.
/// </summary>
internal sealed class StateMetrics
{
    private readonly ConcurrentDictionary<string, (ClusterView View, Topics Topics, Func<SchemaRegistry?> Registry, QuarantineWriter Quarantine)> _clusters = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ChainPlan> _routes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RouteLogin> _logins = new(StringComparer.Ordinal);

    public StateMetrics(Instruments instruments, SessionSet sessions, BufferBudget budget, KeyUses keys, Func<ActivePlan> plan)
    {
        DeclareSessions(instruments, sessions, () => sessions.ByRoute(plan().Routes.Select(route => route.Name)));
        DeclareBudget(instruments, budget);
        instruments.Gauge("compliance.proxy.limit", null, "Bounds in force, under their names in the settings; times in seconds", () => LimitSamples.Of(plan()));
        instruments.Gauge("compliance.proxy.plan.info", null, "The plan in force, by the hash of settings and policies",
            () => [new(1, Labels.Of(("sha256", plan().Sha256)))]);
        instruments.Gauge("compliance.proxy.policy.info", null, "The policies in force", () => Policies(plan()));
        instruments.Gauge("compliance.proxy.cluster.up", null, "Whether the cluster answered when it was asked last",
            () => Clusters((cluster, labels) => new Sample(cluster.View.IsUp ? 1 : 0, labels)));
        instruments.Gauge("compliance.proxy.cluster.brokers", "{broker}", "Brokers that the cluster named last", () => Clusters((cluster, labels) => new Sample(cluster.View.Brokers, labels)));
        instruments.Gauge("compliance.proxy.topic_ids", "{topic}", "Topic ids whose names are remembered", () => Clusters((cluster, labels) => new Sample(cluster.Topics.Count, labels)));
        instruments.Gauge("compliance.proxy.schemas", "{schema}", "Schemas of the cluster's registry that are kept", () => Clusters((cluster, labels) => new Sample(cluster.Registry()?.Schemas.Count ?? 0, labels)));
        instruments.Gauge("compliance.proxy.quarantine.held", "By", "Bytes of records on their way to the cluster's quarantine topics, of limits.maxQuarantineBytes", () => Clusters((cluster, labels) => new Sample(cluster.Quarantine.Held, labels)));
        instruments.Counter("compliance.proxy.key.uses", "{value}", "Values that a key of 'encrypt' has encrypted in this run; a bounded one does limits.maxKeyUses of them",
            () => keys.Counts.Select(key => new Sample(key.Uses, Labels.Of(("key", key.Name), ("id", key.Id), ("bounded", key.IsBounded ? "true" : "false")))));
        instruments.Gauge("compliance.proxy.fetch_sessions", "{session}", "Fetch sessions remembered", () => Routes((route, labels) => new Sample(route.FetchSessions, labels)));
        instruments.Gauge("compliance.proxy.quota.counts", "{count}", "Counts kept for quotas, one for each principal and quota in use", () => Routes((route, labels) => new Sample(route.QuotaCounts, labels)));
        instruments.Gauge("compliance.proxy.accounts", "{principal}", "Principals of a route who have accounts of their own at brokers, of limits.maxAccounts",
            () => plan().Routes.Select(route => new Sample(route.Accounts?.ByPrincipal.Count ?? 0, Labels.Of(("route", route.Name)))));
        instruments.Gauge("compliance.proxy.login.counts", "{count}", "Users and addresses whose failed logins are counted",
            () => Logins(login => login.Brake?.Count));
        instruments.Gauge("compliance.proxy.jwks.keys", "{key}", "Keys of an issuer of tokens that are held", () => Logins(login => login.Keys?.Count));
        instruments.Gauge("compliance.proxy.jwks.age", "s", "How long ago the issuer's keys were had from their address", () => Logins(login => login.Keys?.Age?.TotalSeconds));
        instruments.Gauge("compliance.proxy.guards.lent", "{guard}", "Guards that work on a frame", () => Routes((route, labels) => new Sample(route.Guards.Lent, labels)));
        instruments.Gauge("compliance.proxy.guards.idle", "{guard}", "Guards that wait to be lent", () => Routes((route, labels) => new Sample(route.Guards.Idle, labels)));
    }

    public void Track(string cluster, ClusterView view, Topics topics, Func<SchemaRegistry?> registry, QuarantineWriter quarantine) =>
        _clusters[cluster] = (view, topics, registry, quarantine);

    public void Track(string route, ChainPlan chain) => _routes[route] = chain;

    /// <summary>Null: nobody logs in on the route.</summary>
    public void Track(string route, RouteLogin? login)
    {
        if (login is null)
            _logins.TryRemove(route, out _);
        else
            _logins[route] = login;
    }

    public void ForgetCluster(string name) => _clusters.TryRemove(name, out _);

    public void ForgetRoute(string name)
    {
        _routes.TryRemove(name, out _);
        _logins.TryRemove(name, out _);
    }

    private static void DeclareSessions(
        Instruments instruments, SessionSet sessions, Func<IEnumerable<(string Route, int Sessions, long InFlight, int MostInFlight)>> byRoute)
    {
        instruments.Gauge("compliance.proxy.connections", "{connection}", "Client connections open",
            () => byRoute().Select(route => new Sample(route.Sessions, Labels.Of(("route", route.Route)))));
        instruments.Gauge("compliance.proxy.connections.limit", "{connection}", "Client connections that may be open: limits.maxConnections, or what the file descriptors hold",
            () => sessions.MaxConnections);
        instruments.Gauge("compliance.proxy.connections.most_from_one_address", "{connection}", "Client connections of the address that has most of them",
            () => sessions.MostFromOneAddress);
        instruments.Gauge("compliance.proxy.requests.in_flight", "{request}", "Requests that wait for an answer",
            () => byRoute().Select(route => new Sample(route.InFlight, Labels.Of(("route", route.Route)))));
        instruments.Gauge("compliance.proxy.requests.most_in_flight", "{request}", "Requests that wait on the connection with most of them",
            () => byRoute().Select(route => new Sample(route.MostInFlight, Labels.Of(("route", route.Route)))));
        instruments.Counter("compliance.proxy.connections.cut_off", "{connection}", "Client connections whose answers did not come within limits.drainTimeout", () => sessions.CutOff);
    }

    private static void DeclareBudget(Instruments instruments, BufferBudget budget)
    {
        instruments.Gauge("compliance.proxy.buffer_budget.used", "By", "Bytes taken of limits.maxBufferedBytes", () => budget.Used);
        instruments.Gauge("compliance.proxy.buffer_budget.limit", "By", "The bound limits.maxBufferedBytes", () => budget.Capacity);
        instruments.Gauge("compliance.proxy.buffer_budget.waiting", "{connection}", "Connections that wait for room in the budget", () => budget.Waiting);
        instruments.Counter("compliance.proxy.buffer_budget.waits", "{wait}", "Times that a frame had to wait for room in the budget", () => budget.Waits);
        instruments.Counter("compliance.proxy.buffer_budget.timeouts", "{wait}", "Waits for room that ended with limits.bufferTimeout", () => budget.Timeouts);
    }

    private static IEnumerable<Sample> Policies(ActivePlan plan) =>
        from route in plan.Routes
        from policy in route.Rules?.Policies ?? []
        select new Sample(1, Labels.Of(("route", route.Name), ("policy", policy.Id), ("sha256", policy.Sha256)));

    /// <summary>Routes without such a part have none.</summary>
    private IEnumerable<Sample> Logins(Func<RouteLogin, double?> read) =>
        from route in _logins.OrderBy(route => route.Key, StringComparer.Ordinal)
        let value = read(route.Value)
        where value is not null
        select new Sample(value.Value, Labels.Of(("route", route.Key)));

    private IEnumerable<Sample> Clusters(Func<(ClusterView View, Topics Topics, Func<SchemaRegistry?> Registry, QuarantineWriter Quarantine), Labels, Sample> read) =>
        _clusters.OrderBy(cluster => cluster.Key, StringComparer.Ordinal).Select(cluster => read(cluster.Value, Labels.Of(("cluster", cluster.Key))));

    private IEnumerable<Sample> Routes(Func<ChainPlan, Labels, Sample> read) =>
        _routes.OrderBy(route => route.Key, StringComparer.Ordinal).Select(route => read(route.Value, Labels.Of(("route", route.Key))));
}
