using System.Net;
using Compliance.Gateway.Admin;
using Compliance.Gateway.Audit;
using Compliance.Gateway.BreakGlass;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Kms;
using Compliance.Gateway.Serving;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Telemetry.Tracing;
using Compliance.Gateway.Tls;
using Compliance.Gateway.Upstream;
using Compliance.Protect.Keys;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway;

/// <summary>
/// The whole proxy in one object, started and stopped as one: what Program runs, and what a demonstration or a test runs inside itself.
/// Everything is put together here, by hand, in the order in which it has to start; it stops in the reverse one.
/// </summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    private readonly LoadedSettings _loaded;
    private readonly Func<LoadedSettings>? _read;
    private readonly TimeProvider _time;
    private readonly BoundedLog _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _hurrying = new();
    private readonly Stack<Func<ValueTask>> _started = new();
    private readonly List<Task> _background = [];
    private readonly Health _health = new();
    private ActivePlan _plan;
    private AuditTrail? _audit;
    private AdminServer? _admin;
    private ProcessServices? _process;
    private ServedPlan? _served;
    private StateMetrics? _state;
    private ReloadLoop? _reloads;
    private volatile bool _isServing;
    private volatile bool _isDraining;

    private GatewayProcess(LoadedSettings loaded, Func<LoadedSettings>? read, TimeProvider time, ILogger log)
    {
        _plan = loaded.Plan ?? throw new SettingsException(loaded.Problems);
        (_loaded, _read, _time, _log) = (loaded, read, time, new BoundedLog(log, _plan.Log, time));
    }

    /// <summary>Where health and metrics are served; null: nowhere.</summary>
    public IPEndPoint? Admin => _admin?.EndPoint;

    internal SessionSet Sessions => _process!.Sessions;
    internal BufferBudget Budget => _process!.Budget;

    /// <summary>What the process shows of itself.</summary>
    internal Instruments Instruments { get; } = new();

    /// <summary>Where clients of a route connect first.</summary>
    public IPEndPoint Bootstrap(string route) => _served!.Bootstrap(route);

    /// <summary>
    /// Starts every route; returns when all of them accept connections. Throws <see cref="SettingsException"/> with every problem of the
    /// settings, or the exception of a port or folder that can't be used, with nothing left running. Settings that come from a file are
    /// read again when it, or what it names, changes.
    /// </summary>
    public static Task<GatewayProcess> StartAsync(GatewayOptions options)
    {
        var log = options.Logs.CreateLogger("Compliance.Gateway");
        var kms = new KmsState();
        var read = () => SettingsLoader.Read(options.File, options.Text, options.Time, kms);
        return StartAsync(read(), options.Text is null ? read : null, options.Time, log);
    }

    /// <summary>With a plan that nobody reads again.</summary>
    internal static Task<GatewayProcess> StartAsync(ActivePlan plan, TimeProvider time, ILogger log) =>
        StartAsync(new LoadedSettings(plan, null, [], new SourceFiles()), null, time, log);

    /// <summary>With what was read already; <paramref name="read"/> null: it is not read again.</summary>
    internal static async Task<GatewayProcess> StartAsync(LoadedSettings loaded, Func<LoadedSettings>? read, TimeProvider time, ILogger log)
    {
        var process = new GatewayProcess(loaded, read, time, log);
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

    /// <summary>
    /// Reads the settings again now. True: they are in force; false: they are refused (the log says why) or there is no file, and the plan
    /// before stays.
    /// </summary>
    public Task<bool> ReloadAsync() => _reloads?.ReloadAsync() ?? Task.FromResult(false);

    /// <summary>
    /// For a process that is told to stop: says at once that it is not ready, still takes connections for limits.drainDelay, and then does as
    /// <see cref="DisposeAsync"/>. Once <paramref name="hurry"/> is cancelled nothing is waited for: what is in flight is cut off, and evidence
    /// that was not sent stays in the journal for the next start.
    /// </summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        _isDraining = true;
        await using var hurrying = hurry.Register(() =>
        {
            _log.Hurried();
            _hurrying.Cancel();
        });
        _log.NotReadyAnyMore(_plan.Limits.DrainDelay.TotalSeconds);
        await Task.Delay(_plan.Limits.DrainDelay, _time, _hurrying.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync().ConfigureAwait(false);
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
        Keep(Instruments);
        Keep(_loaded.Kms).Declare(Instruments);
        Instruments.Counter("compliance.proxy.log.left_out", "{line}", "Log lines left out because log.maxPerInterval was reached, by event", _log.LeftOut);
        if (_plan.Audit is { } audit)
        {
            _audit = await AuditTrail.StartAsync(audit, _time, _log, Instruments).ConfigureAwait(false);
            _started.Push(() => _audit.StopAsync(_hurrying.Token));
        }

        var policies = _plan.Audit is { } kept ? new PolicyChanges(kept.Journal, _audit!.Recorder, _time, _log) : null;
        var events = new ReloadEvents(_audit?.Recorder, policies, _time);
        if (events.Check(_plan).ToList() is { Count: > 0 } missing)
            throw new SettingsException(missing);
        events.Keep(_plan);
        var process = _process = MakeServices();
        var served = _served = new ServedPlan(process, _audit, _state!);
        if (_plan.Admin is { } admin)
            ServeAdmin(admin, process.Clock);
        _started.Push(StopBackgroundAsync);
        _background.Add(SweepLoop.RunAsync(process.Clock, process.Sessions, _time, _stopping.Token));
        _started.Push(served.DisposeAsync);
        _started.Push(() => DrainAsync(process, served));
        served.Apply(_plan);
        events.Started(_plan);
        var grants = new GrantLoop(() => served.Grants, _audit?.Recorder, new GrantMetrics(Instruments, () => served.Grants), _time, _log);
        grants.Look();
        _background.Add(grants.RunAsync(_stopping.Token));
        _background.Add(new ExpiryLoop(() => _plan, _audit?.Recorder, _time, _log).RunAsync(_stopping.Token));
        var reloads = new ReloadMetrics(Instruments);
        if (_read is { } read)
            WatchSettings(read, events, reloads);
        _isServing = true;
        _log.Started(Software.Proxy.Version, _plan.Routes.Length, (long)_time.GetElapsedTime(startedAt).TotalMilliseconds);
    }

    private ProcessServices MakeServices()
    {
        var limits = _plan.Limits;
        var descriptors = DescriptorLimit.Read();
        var connections = DescriptorLimit.Connections(limits.MaxConnections, descriptors);
        if (connections < limits.MaxConnections)
            _log.FewDescriptors(descriptors!.Value, connections, limits.MaxConnections);
        var sessions = new SessionSet(connections, limits.MaxConnectionsPerAddress);
        var budget = new BufferBudget(limits.MaxBufferedBytes, limits.BufferTimeout, _time);
        var metrics = new GatewayMetrics(Instruments, _time);
        var handshakes = new HandshakeGate(limits.MaxHandshakes);
        var keys = new KeyUses((name, id, uses) => _log.KeyWears(name, id, uses, _plan.Limits.MaxKeyUses));
        TlsMetrics.Declare(Instruments, handshakes, () => _plan, _time);
        _state = new StateMetrics(Instruments, sessions, budget, keys, () => _plan);
        ProcessMetrics.Declare(Instruments, Software.Proxy.Version);
        Instruments.Gauge("compliance.proxy.draining", null, "1 while the proxy stops and takes no connections", () => _isDraining ? 1 : 0);
        Instruments.Gauge("compliance.proxy.ready", null, "1 while clients should be sent here", () => _health.NotReady.Count == 0 ? 1 : 0);
        var events = new SessionEvents(_audit?.Recorder, _time);
        return new ProcessServices(budget, new CoarseClock(_time), sessions, events, metrics, new EventIds(_time), _time, _log)
        {
            Handshakes = handshakes,
            Keys = keys,
            Tracer = Trace(),
        };
    }

    /// <summary>Null: the settings name no collector, and nothing that speaks to one is loaded.</summary>
    private Tracer? Trace()
    {
        if (_plan.Telemetry is not { } telemetry)
            return null;
        var export = new OtlpExport(telemetry, Instruments, Software.Proxy.Version, _plan.Audit?.Proxy ?? Environment.MachineName, _time, _log);
        _started.Push(export.DisposeAsync);
        return Keep(new Tracer(telemetry.Sampling, _time));
    }

    private void WatchSettings(Func<LoadedSettings> read, ReloadEvents events, ReloadMetrics metrics)
    {
        var reloader = new Reloader(read, _loaded.Document!, Use, events, metrics, _time, _log);
        var ending = new CancellationTokenSource();
        _reloads = new ReloadLoop(reloader, _plan, _loaded.Sources, _time);
        var running = Task.Run(() => _reloads.RunAsync(ending.Token));

        // Before anything else stops: what is being stopped must not be changed.
        _started.Push(async () =>
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(false);
            ending.Dispose();
        });
    }

    private void Use(ActivePlan plan)
    {
        _served!.Apply(plan);
        if (plan.Audit is { } audit)
            _audit!.Use(audit.Cluster);
        _plan = plan;
    }

    private void ServeAdmin(AdminPlan plan, CoarseClock clock)
    {
        _health.Live(() => clock.Behind > plan.StallAfter ? ["the loop that looks after the sessions stands still"] : []);
        _health.Live(() => _audit?.Stall(plan.StallAfter) is { } stall ? [stall] : []);
        _health.Ready(NotReady);
        _admin = new AdminServer(new IPEndPoint(plan.Address, plan.Port), _health, Instruments, _log);
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
        List<string> reasons = [.. _served!.Away.Select(cluster => $"cluster {cluster} does not answer")];
        if (_audit is { Recorder.Takes: false })
            reasons.Add("the audit journal takes no evidence");
        if (_isDraining)
            reasons.Add("the proxy stops");
        else
            reasons.AddRange(_served.Deaf.Select(route => $"route {route} does not accept connections"));
        return reasons;
    }

    private async ValueTask DrainAsync(ProcessServices process, ServedPlan served)
    {
        _isDraining = true;
        served.StopListening();
        var patience = _plan.Limits.DrainTimeout;
        _log.Draining(process.Sessions.Count, patience.TotalSeconds);
        var cutOff = await process.Sessions.DrainAsync(null, patience, _time, _hurrying.Token).ConfigureAwait(false);
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
