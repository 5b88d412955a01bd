using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Compliance.Gateway.Audit;
using Compliance.Gateway.BreakGlass;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Edge.Names;
using Compliance.Gateway.Login;
using Compliance.Gateway.Login.Tokens;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Pipeline.Quotas;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Upstream;

namespace Compliance.Gateway.Serving;

/// <summary>
/// The plan as it is served: a listener, chain and users for each route, what is known of each cluster. <see cref="Apply"/> brings in
/// the next plan with no connection dropped: what is new is opened first (and if it can't be, nothing has changed), what stays is
/// swapped, what has gone is drained. Owner: the process, which applies one plan at a time; readers may come from any thread.
/// </summary>
internal sealed class ServedPlan(ProcessServices process, AuditTrail? audit, StateMetrics metrics) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ServedRoute> _routes = new(StringComparer.Ordinal);
    private readonly NamedPorts _ports = new(process);
    private readonly ConcurrentDictionary<string, ClusterState> _clusters = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<IDisposable> _logins = [];
    private readonly ConcurrentDictionary<Task, bool> _leaving = new();

    /// <summary>Cancelled when the process stops: nobody waits for what is in flight on a route that has gone.</summary>
    private readonly CancellationTokenSource _stopping = new();

    public IPEndPoint Bootstrap(string route) => _routes[route].Door.Bootstrap;

    /// <summary>Clusters that do not answer now.</summary>
    public IEnumerable<string> Away => _clusters.Where(cluster => !cluster.Value.View.IsUp).Select(cluster => cluster.Key);

    /// <summary>Routes whose ports nobody looks after.</summary>
    public IEnumerable<string> Deaf => _routes.Where(route => !route.Value.Door.IsAccepting).Select(route => route.Key);

    /// <summary>Routes on which something can be opened in an emergency.</summary>
    public IEnumerable<(string Route, string Cluster, GrantBook Book)> Grants =>
        _routes.Where(route => route.Value.Grants is not null).Select(route => (route.Key, route.Value.Plan.Cluster.Name, route.Value.Grants!));

    /// <summary>Throws a <see cref="PortsTakenException"/>, or what a users file throws that has gone meanwhile, before anything has changed.</summary>
    public void Apply(ActivePlan plan)
    {
        var logins = plan.Routes.ToDictionary(route => route.Name, route => LoginOf(route, _routes.GetValueOrDefault(route.Name)), StringComparer.Ordinal);
        var opened = Open([.. plan.Routes.Where(route => !_routes.ContainsKey(route.Name))]);
        process.Sessions.Bound(DescriptorLimit.Connections(plan.Limits.MaxConnections, DescriptorLimit.Read()), plan.Limits.MaxConnectionsPerAddress);
        process.Handshakes.Bound(plan.Limits.MaxHandshakes);
        process.Keys.Most = plan.Limits.MaxKeyUses;
        process.Budget.Resize(plan.Limits.MaxBufferedBytes, plan.Limits.BufferTimeout);
        foreach (var cluster in plan.Clusters)
            Use(cluster, plan.Limits, plan.LoginsAt(cluster));
        foreach (var route in plan.Routes)
        {
            if (opened.TryGetValue(route.Name, out var door))
                Begin(route, door, logins[route.Name]);
            else
                Swap(_routes[route.Name], route, logins[route.Name]);
        }

        var gone = _routes.Values.Where(route => !plan.Routes.Any(next => next.Name == route.Plan.Name)).ToList();
        foreach (var route in gone)
        {
            _routes.TryRemove(route.Plan.Name, out _);
            metrics.ForgetRoute(route.Plan.Name);
        }

        var clusters = _clusters.Where(cluster => !plan.Clusters.Any(next => next.Name == cluster.Key)).Select(cluster => cluster.Value).ToList();
        foreach (var cluster in clusters)
        {
            _clusters.TryRemove(cluster.Plan.Name, out _);
            metrics.ForgetCluster(cluster.Plan.Name);
        }

        if (gone.Count + clusters.Count > 0)
            Follow(LeaveAsync(gone, clusters, plan.Limits.DrainTimeout));
    }

    /// <summary>Accepts nothing more; sessions go on.</summary>
    public void StopListening()
    {
        _stopping.Cancel();
        _ports.Stop();
        foreach (var route in _routes.Values)
            route.Door.Dispose();
    }

    /// <summary>After the last session has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        StopListening();
        await Task.WhenAll(_leaving.Keys).ConfigureAwait(false);
        foreach (var cluster in _clusters.Values)
            await cluster.DisposeAsync().ConfigureAwait(false);
        foreach (var login in _logins)
            login.Dispose();
        _stopping.Dispose();
    }

    private Dictionary<string, IRouteDoor> Open(List<RoutePlan> routes)
    {
        var opened = new Dictionary<string, IRouteDoor>(StringComparer.Ordinal);
        var failures = new List<(RoutePlan Route, SocketException Failure)>();
        foreach (var route in routes)
        {
            try
            {
                opened[route.Name] = route.Listen.Sni is null ? new RouteListeners(route, process) : _ports.Open(route);
            }
            catch (SocketException e)
            {
                failures.Add((route, e));
            }
        }

        if (failures.Count == 0)
            return opened;
        foreach (var door in opened.Values)
            door.Dispose();
        throw new PortsTakenException(failures);
    }

    private void Use(ClusterPlan plan, LimitsPlan limits, IEnumerable<LoginPlan> logins)
    {
        if (_clusters.TryGetValue(plan.Name, out var known))
        {
            CertificateNews.Tell(process.Log, plan, known.Plan);
            known.Use(plan, limits, logins);
            return;
        }

        var cluster = _clusters[plan.Name] = new ClusterState(plan, limits, logins, process);
        metrics.Track(plan.Name, cluster.View, cluster.Topics, () => cluster.Registry, cluster.Quarantine);
        CertificateNews.Tell(process.Log, plan, null);
        cluster.Start();
    }

    private void Begin(RoutePlan plan, IRouteDoor door, RouteLogin? login)
    {
        var cluster = _clusters[plan.Cluster.Name];
        var brokers = new BrokerMap(plan, door.Open);
        var quotas = new QuotaLedger(process.Time, plan.Limits.MaxQuotaCounts);
        var grants = BookOf(plan, null);
        var state = new RouteState(Services(plan, cluster, brokers, login), new LiveChain(ChainOf(plan, cluster, brokers, quotas, grants)));
        _routes[plan.Name] = new ServedRoute(plan, cluster, door, brokers, login, quotas, state) { Grants = grants };
        metrics.Track(plan.Name, login);
        CertificateNews.Tell(process.Log, plan, null);
        door.Start(state);
        cluster.Add(brokers);
    }

    private void Swap(ServedRoute route, RoutePlan plan, RouteLogin? login)
    {
        // What shakes hands alike goes on, with the tickets that it has given.
        if (route.Plan.Tls is { } same && same.Digest == plan.Tls?.Digest)
            plan = plan with { Tls = same };
        else
            CertificateNews.Tell(process.Log, plan, route.Plan);
        route.State.Services = Services(plan, route.Cluster, route.Brokers, login);
        metrics.Track(plan.Name, login);

        route.Quotas.Capacity = plan.Limits.MaxQuotaCounts;

        var grants = BookOf(plan, route.Grants);

        // Rules that say the same stay the same object, with what it remembers of fetch sessions.
        if (!DecidesAlike(route.Plan, plan))
            route.State.Chain.Current = ChainOf(plan, route.Cluster, route.Brokers, route.Quotas, grants);
        _routes[plan.Name] = route with { Plan = plan, Login = login, Grants = grants };
    }

    private static bool DecidesAlike(RoutePlan one, RoutePlan other) =>
        one.RulesDigest == other.RulesDigest && one.BreakGlass?.Digest == other.BreakGlass?.Digest && one.Purpose == other.Purpose && one.Limits.Records == other.Limits.Records && one.Limits.MaxFetchSessions == other.Limits.MaxFetchSessions
        && one.Cluster.Registry == other.Cluster.Registry && one.Limits.Schemas == other.Limits.Schemas
        && one.Cluster.MaxVersions.Count == other.Cluster.MaxVersions.Count && !one.Cluster.MaxVersions.Except(other.Cluster.MaxVersions).Any();

    /// <summary>Null: nobody logs in. A part that is not asked any more lives on: a proof that runs must find it.</summary>
    private RouteLogin? LoginOf(RoutePlan plan, ServedRoute? before)
    {
        if (!plan.Clients.LogIn)
            return null;
        if (plan.Clients.PassesThrough)
            return before?.Login is { Passing: not null } same ? same : new RouteLogin(null) { Passing = new GuessBrake(process.Time) };
        var users = plan.Clients.UsersFile is { } file ? UsersOf(file, before) : null;
        if (plan.Clients.OAuth is not { } oauth)
            return new RouteLogin(users);
        var keys = before?.Login?.Keys is { } known && before.Plan.Clients.OAuth?.Keys == oauth.Keys ? known : Begin(new JwksSource(oauth.Keys, plan.Name, process.Time, process.Log, process.Metrics.Route(plan.Name)));
        return new RouteLogin(users, new TokenCheck(oauth, plan.Limits.MaxTokenBytes, keys, process.Time), keys);
    }

    private UserDirectory UsersOf(string file, ServedRoute? before) =>
        before?.Login?.Users is { } same && before.Plan.Clients.UsersFile == file ? same : Begin(new UserDirectory(file, process.Time, process.Log.UsersRefused));

    private T Begin<T>(T part)
        where T : IDisposable
    {
        _logins.Add(part);
        return part;
    }

    /// <summary>One that takes the same grants goes on with those that it has.</summary>
    private static GrantBook? BookOf(RoutePlan plan, GrantBook? before) => plan.BreakGlass is not { } breakGlass ? null : before?.Plan.Digest == breakGlass.Digest ? before : new GrantBook(breakGlass);

    private static RouteServices Services(RoutePlan plan, ClusterState cluster, BrokerMap brokers, RouteLogin? login) =>
        new(plan with { Rules = null, Keys = null, Policies = null }, cluster.Connector, brokers, cluster.View, login, cluster.AccountsOf(plan));

    private ChainPlan ChainOf(RoutePlan plan, ClusterState cluster, BrokerMap brokers, QuotaLedger quotas, GrantBook? grants)
    {
        plan.Keys?.CountIn(process.Keys);
        var chain = new ChainPlan(plan, brokers, cluster.Topics, plan.Keys, audit, process.Time, process.Log, process.Metrics.Route(plan.Name), cluster.Registry, quotas, cluster.Quarantine, cluster.View, grants);
        metrics.Track(plan.Name, chain);
        return chain;
    }

    private async Task LeaveAsync(List<ServedRoute> routes, List<ClusterState> clusters, TimeSpan patience)
    {
        foreach (var route in routes)
        {
            route.Door.Dispose();
            route.Cluster.Remove(route.Brokers);
            var name = route.Plan.Name;
            process.Log.RouteLeft(name, process.Sessions.CountOf(name), patience.TotalSeconds);
        }

        foreach (var route in routes)
        {
            var cutOff = await process.Sessions.DrainAsync(route.Plan.Name, patience, process.Time, _stopping.Token).ConfigureAwait(false);
            if (cutOff > 0)
                process.Log.CutOff(cutOff, patience.TotalSeconds);
        }

        foreach (var cluster in clusters)
            await cluster.DisposeAsync().ConfigureAwait(false);
    }

    private void Follow(Task leaving)
    {
        _leaving[leaving] = true;
        _ = leaving.ContinueWith(done => _leaving.TryRemove(done, out _), TaskScheduler.Default);
    }
}
