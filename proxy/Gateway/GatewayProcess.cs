using System.Net;
using Compliance.Gateway.Admin;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Telemetry.Tracing;
using Compliance.Gateway.Upstream;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway;

/// <summary>
/// The whole proxy in one object, started and stopped as one: what Program runs, and what a demonstration or a test runs inside itself.
/// Everything is put together here, by hand, in the order in which it has to start; it stops in the reverse one.
/// </summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    private readonly ActivePlan _plan;
    private readonly TimeProvider _time;
    private readonly BoundedLog _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Stack<Func<ValueTask>> _started = new();
    private readonly List<Task> _background = [];
    private readonly Health _health = new();
    private readonly Dictionary<string, RouteListeners> _listeners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClusterView> _views = new(StringComparer.Ordinal);
    private AuditTrail? _audit;
    private AdminServer? _admin;
    private SessionSet? _sessions;
    private StateMetrics? _state;
    private volatile bool _isServing;
    private volatile bool _isDraining;

    private GatewayProcess(ActivePlan plan, TimeProvider time, ILogger log) => (_plan, _time, _log) = (plan, time, new BoundedLog(log, plan.Log, time));

    /// <summary>Where health and metrics are served; null: nowhere.</summary>
    public IPEndPoint? Admin => _admin?.EndPoint;

    internal SessionSet Sessions => _sessions!;

    /// <summary>Where clients of a route connect first.</summary>
    public IPEndPoint Bootstrap(string route) => _listeners[route].Bootstrap;

    /// <summary>
    /// Starts every route; returns when all of them accept connections. Throws <see cref="SettingsException"/> with every problem of the
    /// settings, or the exception of a port or folder that can't be used, with nothing left running.
    /// </summary>
    public static Task<GatewayProcess> StartAsync(GatewayOptions options) =>
        StartAsync(SettingsLoader.Load(options), options.Time, options.Logs.CreateLogger("Compliance.Gateway"));

    internal static async Task<GatewayProcess> StartAsync(ActivePlan plan, TimeProvider time, ILogger log)
    {
        var process = new GatewayProcess(plan, time, log);
        try
        {
            await process.StartAsync().ConfigureAwait(false);
            return process;
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Accepts nothing more, answers what is in flight within limits.drainTimeout, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var stop))
            await stop().ConfigureAwait(false);
    }

    private async Task StartAsync()
    {
        var startedAt = _time.GetTimestamp();
        Keep(_log);
        var instruments = Keep(new Instruments());
        instruments.Counter("compliance.proxy.log.left_out", "{line}", "Log lines left out because log.maxPerInterval was reached, by event", _log.LeftOut);
        if (_plan.Audit is { } audit)
        {
            _audit = await AuditTrail.StartAsync(audit, _time, _log, instruments).ConfigureAwait(false);
            _started.Push(_audit.DisposeAsync);
        }

        var process = MakeServices(instruments);
        if (_plan.Admin is { } admin)
            ServeAdmin(admin, process.Clock, instruments);
        var routes = _plan.Clusters.SelectMany(cluster => MakeCluster(cluster, process)).ToList();
        _started.Push(StopBackgroundAsync);
        _background.Add(SweepLoop.RunAsync(process.Clock, process.Sessions, _time, _stopping.Token));
        _started.Push(() => DrainAsync(process));
        foreach (var route in routes)
            _listeners[route.Plan.Name].Start(route);
        _isServing = true;
        _log.Started(Software.Proxy.Version, _plan.Routes.Length, (long)_time.GetElapsedTime(startedAt).TotalMilliseconds);
    }

    private ProcessServices MakeServices(Instruments instruments)
    {
        var limits = _plan.Limits;
        var descriptors = DescriptorLimit.Read();
        var connections = DescriptorLimit.Connections(limits.MaxConnections, descriptors);
        if (connections < limits.MaxConnections)
            _log.FewDescriptors(descriptors!.Value, connections, limits.MaxConnections);
        var sessions = _sessions = new SessionSet(connections, limits.MaxConnectionsPerAddress);
        var budget = new BufferBudget(limits.MaxBufferedBytes, limits.BufferTimeout, _time);
        var metrics = new GatewayMetrics(instruments, _time);
        _state = new StateMetrics(instruments, sessions, budget, () => _plan);
        ProcessMetrics.Declare(instruments, Software.Proxy.Version);
        instruments.Gauge("compliance.proxy.draining", null, "1 while the proxy stops and takes no connections", () => _isDraining ? 1 : 0);
        instruments.Gauge("compliance.proxy.ready", null, "1 while clients should be sent here", () => _health.NotReady.Count == 0 ? 1 : 0);
        var events = new SessionEvents(_audit is null ? null : _audit.Recorder.Append, _time);
        return new ProcessServices(budget, new CoarseClock(_time), sessions, events, metrics, new EventIds(_time), _time, _log) { Tracer = Trace(instruments) };
    }

    /// <summary>Null: the settings name no collector, and nothing that speaks to one is loaded.</summary>
    private Tracer? Trace(Instruments instruments)
    {
        if (_plan.Telemetry is not { } telemetry)
            return null;
        var export = new OtlpExport(telemetry, instruments, Software.Proxy.Version, _plan.Audit?.Proxy ?? Environment.MachineName);
        _started.Push(export.DisposeAsync);
        return Keep(new Tracer(telemetry.Sampling, _time));
    }

    /// <summary>One cluster: what the proxy asks it by itself, and the routes that lead to it, their bootstrap ports open.</summary>
    private List<RouteServices> MakeCluster(ClusterPlan cluster, ProcessServices process)
    {
        var connector = new BrokerConnector(cluster, _plan.Limits, process.Clock, _time, process.Metrics.Cluster(cluster.Name));
        var view = _views[cluster.Name] = new ClusterView(_plan.Limits.ConnectTimeout, _time);
        var asker = Keep(new TopicAsker(connector, cluster.Name, _log));
        var topics = new Topics(_plan.Limits.MaxCachedTopicIds, asker.LookupAsync);
        _state!.Track(cluster.Name, view, topics);
        var routes = new List<RouteServices>();
        foreach (var plan in _plan.Routes.Where(route => route.Cluster.Name == cluster.Name))
        {
            var listeners = _listeners[plan.Name] = Keep(new RouteListeners(plan, process));
            var brokers = new BrokerMap(plan, listeners.Open);
            var users = plan.Clients.UsersFile is { } file ? Keep(new UserDirectory(file, _time, _log.UsersRefused)) : null;
            var chain = new ChainPlan(plan, brokers, topics, plan.Keys, _audit, _time, _log, process.Metrics.Route(plan.Name));
            _state.Track(plan.Name, chain);
            routes.Add(new RouteServices(plan, connector, brokers, view, users, session => new Chain(chain, session)));
        }

        var scout = new ScoutLoop(cluster, connector, view, [.. routes.Select(route => route.Brokers)], _time, _log);
        _background.Add(Task.Run(() => scout.RunAsync(_stopping.Token)));
        return routes;
    }

    private void ServeAdmin(AdminPlan plan, CoarseClock clock, Instruments instruments)
    {
        _health.Live(() => clock.Behind > plan.StallAfter ? ["the loop that looks after the sessions stands still"] : []);
        _health.Live(() => _audit?.Stall(plan.StallAfter) is { } stall ? [stall] : []);
        _health.Ready(NotReady);
        _admin = new AdminServer(new IPEndPoint(plan.Address, plan.Port), _health, instruments, _log);
        var serving = _admin.RunAsync();
        _started.Push(() =>
        {
            _admin.Dispose();
            return new ValueTask(serving);
        });
    }

    /// <summary>Why clients would not be served now.</summary>
    private List<string> NotReady()
    {
        if (!_isServing && !_isDraining)
            return ["the routes are not open yet"];
        List<string> reasons = [.. _views.Where(view => !view.Value.IsUp).Select(view => $"cluster {view.Key} does not answer")];
        if (_audit is { Recorder.Takes: false })
            reasons.Add("the audit journal takes no evidence");
        reasons.AddRange(_listeners.Where(route => !_isDraining && !route.Value.IsAccepting).Select(route => $"route {route.Key} does not accept connections"));
        if (_isDraining)
            reasons.Add("the proxy stops");
        return reasons;
    }

    private async ValueTask DrainAsync(ProcessServices process)
    {
        _isDraining = true;
        foreach (var listeners in _listeners.Values)
            listeners.Dispose();
        var patience = _plan.Limits.DrainTimeout;
        _log.Draining(process.Sessions.Count, patience.TotalSeconds);
        var cutOff = await process.Sessions.DrainAsync(patience, _time).ConfigureAwait(false);
        if (cutOff > 0)
            _log.CutOff(cutOff, patience.TotalSeconds);
        _log.Stopped();
    }

    private async ValueTask StopBackgroundAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_background).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _started.Push(() =>
        {
            part.Dispose();
            return default;
        });
        return part;
    }
}
