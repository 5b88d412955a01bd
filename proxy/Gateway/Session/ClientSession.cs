using System.Net.Security;
using Compliance.Events;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Edge.Names;
using Compliance.Gateway.Edge.ProxyProtocol;
using Compliance.Gateway.Login;
using Compliance.Gateway.Login.Passing;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Telemetry.Tracing;
using Compliance.Gateway.Tls;
using Compliance.Gateway.Upstream;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Session;

/// <summary>
/// One client connection and its one upstream connection.
/// <code>
/// Authenticating --proved--> Open                 (a PROXY header first, then TLS, then SASL; a route with none of them starts Open;
///                                                  on a port of several routes the name in the TLS handshake tells whose it is)
/// Open --first request to forward--> Connected    (upstream connects and logs in meanwhile; from here the ResponseLoop runs too)
/// Open, Connected --a login anew, all before it answered--> Authenticating --proved--> as before
/// Authenticating --a login that goes on to the broker, proved--> Connected
/// Authenticating, Open, Connected
///      --client closes its half, or Drain--> Finishing --all answered--> Ended
///      --Break(fault)--> Ended                    (the first fault counts; both sockets close, which ends both loops)
/// </code>
/// Owner: the session set, which runs it as one task and calls <see cref="Sweep"/> once a second. <see cref="Break"/> and
/// <see cref="Drain"/> may come from any thread. Exceptions end in <see cref="RunAsync"/> and in the ResponseLoop's task, nowhere else.
/// </summary>
internal sealed class ClientSession : IDisposable
{
    /// <summary>How long a client may take to read its last answer before the connection closes under it.</summary>
    private const long LingerMs = 2_000;
    private const long Never = long.MaxValue;
    private static readonly TimeSpan LogInPause = TimeSpan.FromSeconds(1);
    private readonly NamedPort? _names;
    private readonly ProcessServices _process;
    private readonly SocketLink _client;
    private readonly FrameReader _requests;
    private readonly InFlight _inFlight;
    private readonly ExchangePool _exchanges;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _draining = new();
    private readonly long _startedAt;
    private readonly long _startedMs;
    private volatile RouteState? _known;
    private Chain? _chain;
    private FrameReader? _responses;
    private HandedAnswers? _answers;
    private Task _responding = Task.CompletedTask;
    private Fault? _fault;
    private long _authenticatingSince = Never;
    private volatile bool _isAwaitingHeader;
    private volatile bool _isShakingHands;

    /// <summary>Its logins go on to its broker, as they did when it began, whatever the route does by now.</summary>
    private bool _isPassing;
    private volatile bool _isDraining;
    private long _loggedInAgainAt;
    private long _lingeringSince = Never;
    private long _finishingSince = Never;
    private long _arrivingSince = Never;
    private long _lastBytes;

    /// <summary>The last version of ApiVersions that the cluster answers.</summary>
    public short LastApiVersions => Route.Services.Cluster.LastApiVersions;

    /// <summary>On a port of one route.</summary>
    public ClientSession(RouteState route, ProcessServices process, SocketLink client, SessionState state)
        : this(process, client, state, isSecure: state.Route.Tls is not null)
    {
        _known = route;
        Metrics.Opened.Add();
        if (route.Services.Login is not null)
            _authenticatingSince = _startedMs;
    }

    /// <summary>On a port of several.</summary>
    public ClientSession(NamedPort names, ProcessServices process, SocketLink client, SessionState state)
        : this(process, client, state, isSecure: true) => _names = names;

    private ClientSession(ProcessServices process, SocketLink client, SessionState state, bool isSecure)
    {
        (_process, _client, State) = (process, client, state);
        Metrics = process.Metrics.Route(state.Route.Name);
        _requests = new FrameReader(process.Budget);
        _inFlight = new InFlight(Limits.MaxInFlight);
        _exchanges = new ExchangePool(state);
        _startedAt = process.Time.GetTimestamp();
        _startedMs = _lastBytes = process.Clock.Now;
        _isAwaitingHeader = state.Route.ProxyProtocol is not null;
        _isShakingHands = isSecure;
        if (_isAwaitingHeader || isSecure)
            _authenticatingSince = _startedMs;
    }

    public SessionState State { get; }
    public LimitsPlan Limits => (_known?.Services.Plan ?? State.Route).Limits;
    public long Timestamp => _process.Time.GetTimestamp();

    /// <summary>Cancelled when the session breaks.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Cancelled when no further request is to be read.</summary>
    public CancellationToken Draining => _draining.Token;
    public BufferBudget Budget => _process.Budget;
    public RouteMetrics Metrics { get; private set; }

    /// <summary>Null: no request is traced.</summary>
    public Tracer? Tracer => _process.Tracer;

    /// <summary>Null until the first request is forwarded, or the client logs in at the broker.</summary>
    public SocketLink? Upstream { get; private set; }

    /// <summary>ResponseLoop: who waits for what the broker answers to no request, because the client logs in anew at it; null: nobody.</summary>
    public HandedAnswers? LoginAnswers => Volatile.Read(ref _answers);

    /// <summary>Null: the proxy has not logged in upstream.</summary>
    public LoginRenewal? Renewal { get; private set; }

    /// <summary>Why the session ends; null: it does not.</summary>
    public Fault? Fault => Volatile.Read(ref _fault);
    public bool IsDraining => _isDraining;
    private RouteState Route => _known ?? throw new InvalidOperationException("No name has told whose connection it is.");
    private bool IsAuthenticating => Volatile.Read(ref _authenticatingSince) != Never;
    public int InFlightCount => _inFlight.Count;
    public int BufferedBytes => _requests.Capacity + (_responses?.Capacity ?? 0);

    /// <summary>The session's whole life. Never throws.</summary>
    public async Task RunAsync()
    {
        RequestLoop? loop = null;
        try
        {
            var fault = await EnterAsync().ConfigureAwait(false) ?? await TakeAccountAsync().ConfigureAwait(false);
            if (fault is null)
            {
                _chain = new Chain(Route.Chain, State);
                loop = new RequestLoop(this, _client, _requests, _inFlight, _chain);
                if (Upstream is { } broker)
                    _responding = RespondAsync(new ResponseLoop(this, _client, broker, _responses!, _inFlight, _chain));
                fault = await loop.RunAsync().ConfigureAwait(false);
            }

            Break(fault);
        }
        catch (Exception e)
        {
            Break(FrameFault.Of(e, loop?.Facing ?? FaultSide.Client));
        }

        await _responding.ConfigureAwait(false);
        loop?.Release();
        _inFlight.EndTraces(Fault!);
        if (_known is null)
            Metrics.Opened.Add();
        SessionReport.Tell(Fault!, State, _process, Metrics, _process.Time.GetElapsedTime(_startedAt));
    }

    /// <summary>After the run. The source of <see cref="_ending"/> stays usable: a late Break may come from the sweep.</summary>
    public void Dispose()
    {
        _client.Dispose();
        Upstream?.Dispose();
        _requests.Dispose();
        _responses?.Dispose();
        _exchanges.Release();
    }

    /// <summary>Ends the session. Only the first fault counts.</summary>
    public void Break(Fault fault)
    {
        Interlocked.CompareExchange(ref _fault, fault, null);
        _ending.Cancel();
        _client.Close();
        Upstream?.Close();
        _inFlight.Abort();
    }

    /// <summary>Reads no further request, lets those in flight be answered, and ends.</summary>
    public void Drain()
    {
        _isDraining = true;
        if (IsAuthenticating)
            _client.ShutdownReceive();
        _draining.Cancel();
    }

    /// <summary>
    /// RequestLoop, with everything answered: ends the connection from this side first, so that a client which has sent a request meanwhile
    /// reads every answer before it learns that this one won't come.
    /// </summary>
    public async Task<Fault> TakeLeaveAsync(Fault fault)
    {
        await LingerAsync(fault).ConfigureAwait(false);
        return fault;
    }

    /// <summary>RequestLoop: whether a request that takes of the common room is still arriving.</summary>
    public void Arriving(bool large)
    {
        if (!large)
            Volatile.Write(ref _arrivingSince, Never);
        else if (_arrivingSince == Never)
            Volatile.Write(ref _arrivingSince, _process.Clock.Now);
    }

    /// <summary>Either loop: bytes have come.</summary>
    public void Touch() => Volatile.Write(ref _lastBytes, _process.Clock.Now);

    /// <summary>RequestLoop: how long no further request is to be read: the audit journal fills up, or a quota is used up.</summary>
    public TimeSpan Rest => State.RestsUntil is 0 ? TimeSpan.Zero : _process.Time.GetElapsedTime(Timestamp, State.RestsUntil);

    /// <summary>RequestLoop: lets that time pass, unless the session breaks or is to end.</summary>
    public async Task RestAsync()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, _draining.Token);
        await Task.Delay(Rest is { Ticks: > 0 } rest ? rest : TimeSpan.Zero, _process.Time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>RequestLoop: no further request comes; from here, answers are waited for no longer than the settings allow.</summary>
    public void Finishing() => Volatile.Write(ref _finishingSince, _process.Clock.Now);

    /// <summary>Ends what has waited for too long.</summary>
    public void Sweep()
    {
        var now = _process.Clock.Now;
        var stall = (long)Limits.StallTimeout.TotalMilliseconds;
        if (_isAwaitingHeader && now - _startedMs > Limits.HandshakeTimeout.TotalMilliseconds)
            Break(ProxyHeaderFault.Late(Limits));
        else if (_isShakingHands && now - _startedMs > Limits.HandshakeTimeout.TotalMilliseconds)
            Break(FrameFault.HandshakeTimeout(Limits));
        else if (now - Volatile.Read(ref _authenticatingSince) > Limits.AuthenticationTimeout.TotalMilliseconds)
            Break(FrameFault.AuthenticationTimeout(Limits));
        else if (now - Volatile.Read(ref _lingeringSince) > LingerMs)
            _client.Close();
        else if (Volatile.Read(ref _arrivingSince) is var since && since != Never && now - since > Limits.FrameTimeout.TotalMilliseconds)
            Break(FrameFault.SlowWriter(Limits));
        else if (_client.SendStalledFor > stall)
            Break(FrameFault.SlowReader(FaultSide.Client, Limits));
        else if (Upstream?.SendStalledFor > stall)
            Break(FrameFault.SlowReader(FaultSide.Broker, Limits));
        else if (now - Volatile.Read(ref _finishingSince) > Limits.DrainTimeout.TotalMilliseconds)
            Break(FrameFault.Unanswered(_inFlight.Count, Limits.DrainTimeout, "limits.drainTimeout"));
        else if (now - Volatile.Read(ref _lastBytes) > Limits.IdleTimeout.TotalMilliseconds)
            Break(_inFlight.Count > 0 ? FrameFault.Unanswered(_inFlight.Count, Limits.IdleTimeout, "limits.idleTimeout") : FrameFault.Idle(Limits));
    }

    /// <summary>RequestLoop: connects upstream, if need be logs in, and starts the ResponseLoop. Throws what the connector throws.</summary>
    public async ValueTask<SocketLink> OpenUpstreamAsync()
    {
        var route = Route.Services;
        if (AccountFault.Of(State, route.Accounts) is { } fault)
            throw new FaultException(fault);
        var isTold = State.Mechanism is not null || route.Plan.Cluster.AsksWhoComes;
        var software = isTold && State.ClientSoftwareName is { } name ? new Software(name, State.ClientSoftwareVersion!) : (Software?)null;
        var broker = route.Brokers.Behind(State.NodeId);
        var own = await route.Connector.OpenAsync(broker, software, route.Accounts.Of(State.Principal), _ending.Token).ConfigureAwait(false);
        var link = Upstream = own.Link;
        if (own.Account is { } account && route.Accounts.AreByPrincipal)
            _process.Log.BrokerAccountUsed(State.Id, State.Principal, own.Broker.ToString(), account.ToString());
        if (own.Account is not null)
            Renewal = new LoginRenewal(this, own, _inFlight, route.Plan.Cluster, _process.Metrics.Cluster(route.Plan.Cluster.Name), _process.Time, _process.Log);
        _responses = new FrameReader(_process.Budget);

        // Broken meanwhile: the loop's first read finds the link closed.
        if (Fault is not null)
            link.Close();
        _responding = RespondAsync(new ResponseLoop(this, _client, link, _responses, _inFlight, _chain!));
        return link;
    }

    /// <summary>RequestLoop, with everything answered: the proxy logs in anew at the broker. A fault: the connection can't go on.</summary>
    public async ValueTask<Fault?> RenewLoginAsync()
    {
        var fault = await Renewal!.RunAsync(Route.Services.Accounts.Of(State.Principal)).ConfigureAwait(false);
        Touch();
        return fault;
    }

    /// <summary>RequestLoop: whether a SaslHandshake that was read then begins a login anew. As with a broker: where the login ends by itself, and not more than once a second.</summary>
    public bool MayLogInAgain(long readAt)
    {
        var route = Route.Services;
        if (State.EndsAt == long.MaxValue || route.Login is null || _isPassing != route.Plan.Clients.PassesThrough)
            return false;
        if (_loggedInAgainAt != 0 && _process.Time.GetElapsedTime(_loggedInAgainAt, readAt) < LogInPause)
            return false;
        _loggedInAgainAt = readAt;
        return true;
    }

    /// <summary>RequestLoop, with everything answered, at a frame that begins a login: the client proves itself again. A fault: it has not.</summary>
    public async ValueTask<Fault?> LogInAgainAsync()
    {
        var route = Route.Services;
        Interlocked.Exchange(ref _authenticatingSince, _process.Clock.Now);
        var answers = _isPassing ? new HandedAnswers() : null;
        Volatile.Write(ref _answers, answers);
        try
        {
            return await LogInAsync(route, route.Login!).ConfigureAwait(false);
        }
        finally
        {
            Touch();
            Volatile.Write(ref _answers, null);
            answers?.End();
        }
    }

    /// <summary>RequestLoop: an exchange for the request in hand.</summary>
    public Exchange Begin(in RequestHeaderView header, bool oneWay, int frameBytes, long readAt)
    {
        State.SetClientId(header.ClientId.IsEmpty, header.ClientId);
        var exchange = _exchanges.Take();
        var receivedAt = EventTime.Micros(_process.Time.GetUtcNow());
        exchange.Begin(_process.Ids.Next(), header.Api!, header.ApiVersion, header.CorrelationId, State.ClientId, receivedAt, readAt, frameBytes);
        exchange.OneWay = oneWay;
        return exchange;
    }

    /// <summary>Either loop: nothing refers to the exchange any more.</summary>
    public void End(Exchange exchange) => _exchanges.Return(exchange);

    private async Task<Fault?> EnterAsync()
    {
        if (State.Route.ProxyProtocol is { } proxied && await ReadProxyHeaderAsync(proxied).ConfigureAwait(false) is { } refused)
            return refused;
        if (_isShakingHands && await SecureAsync().ConfigureAwait(false) is { } failed)
            return failed;
        var route = Route.Services;
        if (!_process.Events.Started(State))
            return FrameFault.EvidenceUnwritable();
        if (State.IsProvedByCertificate && !await _process.Events.AuthenticatedAsync(State, SessionEvents.Certificate, IsStrict(State.Principal, denied: false)).ConfigureAwait(false))
            return FrameFault.EvidenceUnwritable();
        _isPassing = route.Plan.Clients.PassesThrough;
        if (route.Login is { } login)
            return await LogInAsync(route, login).ConfigureAwait(false);
        Volatile.Write(ref _authenticatingSince, Never);
        return null;
    }

    /// <summary>Null: at the brokers there is an account for who has entered, by the proxy or by himself.</summary>
    private async Task<Fault?> TakeAccountAsync()
    {
        var accounts = Route.Services.Accounts;
        State.OwnsAccount = _isPassing || accounts.Owns(State.Principal);
        return _isPassing || AccountFault.Of(State, accounts) is not { } fault ? null : await AccountFault.TellAsync(fault, State, _process, Metrics, IsStrict(State.Principal, denied: true)).ConfigureAwait(false);
    }

    /// <summary>Null: whose connection it is is known, and counted as its.</summary>
    private async Task<Fault?> ReadProxyHeaderAsync(ProxyProtocolPlan proxied)
    {
        var reader = new ProxyHeaderReader(proxied, State, _client, _ending.Token);
        if (await reader.RunAsync().ConfigureAwait(false) is { } fault)
            return fault;
        _isAwaitingHeader = false;
        if (reader.Header is { Source: { } source } header)
        {
            State.PassedOnFor(source);
            _process.Log.PassedOn(State.Id, State.SourceIp, State.PeerIp, header.Version);
        }

        if (State.CountedAs is not null)
            return null;
        if (_process.Sessions.TryCount(State.SourceIp) is { } limit)
        {
            Metrics.TurnedAway(limit.Limit);
            return ProxyHeaderFault.TooMany(State.SourceIp, limit.Limit, limit.Bound);
        }

        State.CountedAs = State.SourceIp;
        return null;
    }

    /// <summary>Null: the client has proved who it is.</summary>
    private async Task<Fault?> LogInAsync(RouteServices route, RouteLogin login)
    {
        var isAgain = State.Mechanism is not null;
        var attempt = new LoginAttempt(login, State.SourceIp, State.Route.Limits, _process.Time);
        using var client = new EarlyClient(State, _client, _requests, route);
        var state = new LoginState(State, client, _process.Events, IsStrict, route.Plan.Clients.Mechanisms, _process.Time);
        IProof proof = _isPassing
            ? new PassedProof(state, new BrokerSide(() => MeetAsync(route), Limits, _process.Time, _ending.Token), attempt, route.Plan.Clients, route.Plan.Limits, _ending.Token)
            : new LocalProof(state, attempt, route.Accounts, route.Plan.Clients.MaxReauth, _process.Time, _ending.Token);
        var fault = await new Handshake(state, proof, _ending.Token).RunAsync().ConfigureAwait(false);
        if (fault is null)
            client.Proved();
        Volatile.Write(ref _authenticatingSince, Never);
        if (attempt.WasSlowed)
            Metrics.LoginsSlowed.Add();
        if (fault is null || fault.Kind == FaultKind.AuthenticationFailed)
            Metrics.LoggedIn(fault is null, isAgain);
        if (fault is null)
            _process.Log.Authenticated(State.Principal, State.SourceIp, State.Mechanism!, State.Route.Name);
        else if (fault.Kind == FaultKind.AuthenticationFailed)
            _process.Log.AuthenticationFailed(State.SourceIp, State.Route.Name, fault.LookupId, fault.Text);
        if (state.HasRefused)
            await LingerAsync(fault!).ConfigureAwait(false);
        return fault;
    }

    /// <summary>The broker at which the client logs in by itself: where it is met first, its answers are read off the link until the ResponseLoop runs.</summary>
    private async Task<(SocketLink Link, IBrokerAnswers Answers)> MeetAsync(RouteServices route)
    {
        if (_answers is not null)
            return (Upstream!, _answers);
        var software = State.ClientSoftwareName is { } name ? new Software(name, State.ClientSoftwareVersion!) : (Software?)null;
        var link = await route.Connector.OpenUnprovedAsync(route.Brokers.Behind(State.NodeId), software, _ending.Token).ConfigureAwait(false);
        Upstream = link;
        _responses = new FrameReader(_process.Budget);

        // Broken meanwhile: the first send finds the link closed.
        if (Fault is not null)
            link.Close();
        return (link, new ReadAnswers(link, _responses, Limits));
    }

    /// <summary>Null: what the session sends and receives from here on is encrypted, and who the client is by its certificate is known.</summary>
    private async Task<Fault?> SecureAsync()
    {
        var handshake = new TlsHandshake(State.Route.Tls, Choose, State, _client, _process.Handshakes, _ending.Token);
        var isDone = false;
        try
        {
            var fault = await handshake.RunAsync().ConfigureAwait(false);
            isDone = fault is null;
            if (fault is { Kind: FaultKind.CertificateRefused })
            {
                var claimed = handshake.Proof?.Subject is { } subject ? "User:" + subject : State.Principal;
                await _process.Events.NotAuthenticatedAsync(State, SessionEvents.Certificate, claimed, fault.Text, error: 0, IsStrict(claimed, denied: true)).ConfigureAwait(false);
            }
            else if (fault is { Kind: FaultKind.NameRefused })
            {
                await LingerAsync(fault).ConfigureAwait(false);
            }
            else if (isDone && handshake.Proof is { } proof)
            {
                State.Certificate = proof.Facts;
                if (State.Route.Tls!.Clients!.NamesPrincipal)
                    (State.Principal, State.IsProvedByCertificate) = ("User:" + proof.Name, true);
            }

            return fault;
        }
        finally
        {
            _isShakingHands = false;
            (isDone ? Metrics.HandshakesDone : Metrics.HandshakesFailed).Add();
        }
    }

    /// <summary>The TLS handshake, at the client's first message: whose connection it is. Who lets a route go sees it among its sessions, or it is refused here.</summary>
    private TlsPlan Choose(SslClientHelloInfo hello)
    {
        var named = _names!.Find(hello);
        var plan = named.Route.Services.Plan;
        State.Belongs(plan, named.NodeId);
        Interlocked.MemoryBarrier();
        if (!_names.Serves(named.Route))
            throw new NameRefusedException(FrameFault.ShuttingDown(), TlsAlert.InternalError);
        _known = named.Route;
        Metrics = _process.Metrics.Route(plan.Name);
        Metrics.Opened.Add();
        _process.Log.NameChosen(State.Id, plan.Name, named.NodeId);
        return plan.Tls!;
    }

    private bool IsStrict(string principal, bool denied) => Route.Chain.Current.IsLoginStrict(principal, denied);

    /// <summary>Closing over bytes that were not read sends RST, which may overtake the last answer; so what still comes is thrown away.</summary>
    private async Task LingerAsync(Fault fault)
    {
        Interlocked.CompareExchange(ref _fault, fault, null);
        Volatile.Write(ref _lingeringSince, _process.Clock.Now);
        await _client.EndSendAsync().ConfigureAwait(false);
        while (await _requests.ReadAsync(_client).ConfigureAwait(false) > 0)
            _requests.Consume(_requests.Length);
    }

    private async Task RespondAsync(ResponseLoop loop)
    {
        try
        {
            Break(await loop.RunAsync().ConfigureAwait(false));
        }
        catch (Exception e)
        {
            Break(FrameFault.Of(e, loop.Facing));
        }

        loop.Release();
    }
}
