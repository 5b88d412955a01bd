using System.Net.Sockets;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Tls;
using Compliance.Gateway.Upstream.Tokens;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// Opens connections to the brokers of one cluster, inside TLS where the cluster has it, logged in and ready for a client's requests. Thread-safe.
/// Bounded in time by limits.connectTimeout and limits.handshakeTimeout for each address, and limits.loginTimeout: a broker that does not answer gives a fault, never a wait.
/// </summary>
internal sealed class BrokerConnector(ClusterPlan cluster, LimitsPlan limits, CoarseClock clock, TimeProvider time, ClusterMetrics? metrics = null, Account? own = null)
{
    private uint _next;

    /// <summary>Brokers that the cluster named, beyond those of the settings.</summary>
    private volatile BrokerAddress[] _named = [];

    public ClusterPlan Cluster => cluster;

    /// <summary>By which the proxy asks what it wants to know itself; null: nobody logs in.</summary>
    public Account? Own => own;

    /// <summary>
    /// For a client's session. <paramref name="broker"/> null: any bootstrap address, each in turn, and where none of them can be reached
    /// any broker that the cluster has named: those that the settings name may be gone while the cluster is well. A known software is told to the
    /// broker before anything else; where it is unknown and no login is needed, nothing is said: the client's ApiVersions does it.
    /// <paramref name="account"/>: who logs in; null: nobody. Throws <see cref="FaultException"/>.
    /// </summary>
    public async Task<OwnLink> OpenAsync(BrokerAddress? broker, Software? software, Account? account, CancellationToken cancel)
    {
        var link = broker is null ? await ConnectAnyAsync(cancel).ConfigureAwait(false) : await ConnectAsync(broker, cancel).ConfigureAwait(false);
        if (software is not null || account is not null || cluster.AsksWhoComes)
            await PrepareAsync(link, software ?? Software.Proxy, account, cancel).ConfigureAwait(false);
        return link;
    }

    /// <summary>
    /// As <see cref="OpenAsync"/>, for a client that logs in at the broker by itself: the cluster's login, if there is one, is the proxy's own
    /// and has no part in it.
    /// </summary>
    public async Task<SocketLink> OpenUnprovedAsync(BrokerAddress? broker, Software? software, CancellationToken cancel)
    {
        var own = broker is null ? await ConnectAnyAsync(cancel).ConfigureAwait(false) : await ConnectAsync(broker, cancel).ConfigureAwait(false);
        if (software is { } known)
            await GuardAsync(own, () => UpstreamLogin.AskVersionsAsync(own, known), cancel).ConfigureAwait(false);
        return own.Link;
    }

    /// <summary>ScoutLoop: where the cluster says that its brokers are.</summary>
    public void Named(IEnumerable<BrokerAddress> brokers) => _named = [.. brokers.Except(cluster.Bootstrap)];

    /// <summary>For requests of our own; the caller closes it. Returns the broker's ApiVersions answer too.</summary>
    public async Task<(OwnLink Link, byte[] Versions, short Version)> OpenOwnAsync(BrokerAddress? broker, CancellationToken cancel)
    {
        var link = broker is null ? await ConnectAnyAsync(cancel).ConfigureAwait(false) : await ConnectAsync(broker, cancel).ConfigureAwait(false);
        var (body, version) = await PrepareAsync(link, Software.Proxy, own, cancel).ConfigureAwait(false);
        return (link, body, version);
    }

    /// <summary>
    /// Runs requests of our own under the login's time limit, and before them the login anew where its time has come (KIP-368); whatever goes wrong
    /// closes the link.
    /// </summary>
    public Task<T> GuardAsync<T>(OwnLink link, Func<Task<T>> ask, CancellationToken cancel) => BoundAsync(link, async () =>
    {
        if (link.Account is { } account && time.GetTimestamp() >= link.Term.RenewAt)
        {
            link.Term = await UpstreamLogin.LoginAsync(link, account, time, cancel).ConfigureAwait(false);
            metrics?.LoggedInAgain.Add();
        }

        return await ask().ConfigureAwait(false);
    }, cancel);

    private async Task<T> BoundAsync<T>(OwnLink own, Func<Task<T>> ask, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(limits.LoginTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
        await using var closing = limit.Token.Register(static link => ((SocketLink)link!).Close(), own.Link).ConfigureAwait(false);
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException or FaultException or TokenException)
        {
            own.Link.Dispose();
            if (e is FaultException { Fault: var fault })
            {
                metrics?.Failed(fault.Kind);
                throw;
            }

            metrics?.Failed(FaultKind.LoginFailed);
            if (e is TokenException)
                throw new FaultException(UpstreamLogin.NoToken(cluster, e.Message));
            var how = limit.IsCancellationRequested ? $"does not answer within {limits.LoginTimeout.TotalSeconds} s" : $"closed the connection{AlertIn(e)}{own.Hint}";
            throw new FaultException(new Fault(FaultSide.Broker, FaultKind.LoginFailed, $"Broker {own.Broker} {how}.", Retriable: true));
        }
    }

    private Task<(byte[] Body, short Version)> PrepareAsync(OwnLink link, Software software, Account? account, CancellationToken cancel) => BoundAsync(link, async () =>
    {
        var versions = await UpstreamLogin.AskVersionsAsync(link, software).ConfigureAwait(false);
        if (account is not null)
            (link.Account, link.Term) = (account, await UpstreamLogin.LoginAsync(link, account, time, cancel).ConfigureAwait(false));
        return versions;
    }, cancel);

    /// <summary>In TLS 1.3 a broker says only behind the handshake that it does not like the proxy's certificate, or that there is none.</summary>
    private static string AlertIn(Exception e) => e is IOException { InnerException: { } alert and not SocketException } ? $" ({alert.Message.TrimEnd('.')})" : "";

    private async Task<OwnLink> ConnectAnyAsync(CancellationToken cancel)
    {
        var (bootstrap, named) = (cluster.Bootstrap, _named);
        var first = Interlocked.Increment(ref _next);
        for (var i = 0; ; i++)
        {
            try
            {
                var address = i < bootstrap.Length ? bootstrap[(int)((first + (uint)i) % (uint)bootstrap.Length)] : named[i - bootstrap.Length];
                return await ConnectAsync(address, cancel).ConfigureAwait(false);
            }
            catch (FaultException) when (i + 1 < bootstrap.Length + named.Length && !cancel.IsCancellationRequested)
            {
                // The next address may answer; the last one's fault is told.
            }
        }
    }

    private async Task<OwnLink> ConnectAsync(BrokerAddress broker, CancellationToken cancel)
    {
        var link = await ReachAsync(broker, cancel).ConfigureAwait(false);
        if (cluster.Tls is { } tls && await new BrokerHandshake(cluster, broker, link, limits, time).RunAsync(tls, cancel).ConfigureAwait(false) is { } fault)
        {
            link.Dispose();
            metrics?.Failed(fault.Kind);
            throw new FaultException(fault);
        }

        return new OwnLink(link, broker, limits.MaxFrameBytes);
    }

    private async Task<SocketLink> ReachAsync(BrokerAddress broker, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(limits.ConnectTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
        Socket? socket = null;
        try
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(broker.Host, broker.Port, limit.Token).ConfigureAwait(false);
            // Not before: a socket whose descriptor has been looked at tries only one of a name's addresses.
            if (DescriptorLimit.IsReachedByBroker(socket))
                throw new SocketException((int)SocketError.TooManyOpenSockets);
            metrics?.Connected.Add();
            PeerWatch.Arm(socket, limits);
            return new SocketLink(socket, clock);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket?.Dispose();
            metrics?.Failed(FaultKind.ConnectFailed);
            var how = e is SocketException failure ? failure.SocketErrorCode.ToString() : $"no answer within {limits.ConnectTimeout.TotalSeconds} s";
            throw new FaultException(new Fault(FaultSide.Broker, FaultKind.ConnectFailed,
                $"Broker {broker} of cluster {cluster.Name} can't be reached: {how}.", Retriable: true));
        }
    }
}
