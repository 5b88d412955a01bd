using System.Collections.Concurrent;

namespace Compliance.Gateway.Session;

/// <summary>
/// The sessions of the process: bounds their number, looks after them once a second, and lets them finish when the process stops.
/// Thread-safe.
/// </summary>
internal sealed class SessionSet(int maxConnections, int maxPerAddress)
{
    private readonly ConcurrentDictionary<ClientSession, Task> _sessions = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _perAddress = new(StringComparer.Ordinal);
    private int _count;
    private long _cutOff;

    public int Count => Volatile.Read(ref _count);
    public int MaxConnections => maxConnections;

    /// <summary>Connections of the address that has most of them.</summary>
    public int MostFromOneAddress
    {
        get
        {
            lock (_gate)
                return _perAddress.Count == 0 ? 0 : _perAddress.Values.Max();
        }
    }

    /// <summary>Sessions cut off by a stop because their answers did not come.</summary>
    public long CutOff => Volatile.Read(ref _cutOff);

    /// <summary>By route: sessions, requests in flight, and those of the session that has most.</summary>
    public IEnumerable<(string Route, int Sessions, long InFlight, int MostInFlight)> ByRoute() =>
        from session in _sessions.Keys
        group session.InFlightCount by session.State.Route.Name into route
        select (route.Key, route.Count(), route.Sum(count => (long)count), route.Max());

    public long InFlight => _sessions.Keys.Sum(session => (long)session.InFlightCount);
    public long BufferedBytes => _sessions.Keys.Sum(session => (long)session.BufferedBytes);

    /// <summary>Null: there is room for one more connection from this address, and it is counted; else the limit that is reached.</summary>
    public (string Limit, int Bound)? TryEnter(string address)
    {
        lock (_gate)
        {
            if (_count >= maxConnections)
                return ("limits.maxConnections", maxConnections);
            var fromThere = _perAddress.GetValueOrDefault(address);
            if (fromThere >= maxPerAddress)
                return ("limits.maxConnectionsPerAddress", maxPerAddress);
            _perAddress[address] = fromThere + 1;
            _count++;
            return null;
        }
    }

    /// <summary>Gives a place back that <see cref="TryEnter"/> gave.</summary>
    public void Leave(string address)
    {
        lock (_gate)
        {
            _count--;
            if (--_perAddress[address] == 0)
                _perAddress.Remove(address);
        }
    }

    /// <summary>Starts a session that has entered, and keeps it until it ends.</summary>
    public void Run(ClientSession session)
    {
        var done = new TaskCompletionSource();
        _sessions[session] = done.Task;
        _ = Task.Run(() => RunAsync(session, done));
    }

    /// <summary>Ends what has waited for too long.</summary>
    public void Sweep()
    {
        foreach (var (session, _) in _sessions)
            session.Sweep();
    }

    /// <summary>Lets every session finish what is in flight; returns how many had to be cut off when the time was up.</summary>
    public async Task<int> DrainAsync(TimeSpan patience, TimeProvider time)
    {
        foreach (var (session, _) in _sessions)
            session.Drain();
        try
        {
            await Task.WhenAll(_sessions.Values).WaitAsync(patience, time).ConfigureAwait(false);
            return 0;
        }
        catch (TimeoutException)
        {
            var left = _sessions.ToArray();
            Interlocked.Add(ref _cutOff, left.Length);
            foreach (var (session, _) in left)
                session.Break(new Fault(FaultSide.Proxy, FaultKind.ShuttingDown, "The proxy stops.", Retriable: true));
            await Task.WhenAll(left.Select(entry => entry.Value)).ConfigureAwait(false);
            return left.Length;
        }
    }

    private async Task RunAsync(ClientSession session, TaskCompletionSource done)
    {
        try
        {
            await session.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            session.Dispose();
            _sessions.TryRemove(session, out _);
            Leave(session.State.SourceIp);
            done.SetResult();
        }
    }
}
