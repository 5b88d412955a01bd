using System.Collections.Concurrent;

namespace Compliance.Gateway.Session;

/// <summary>
/// The sessions of the process: bounds their number, looks after them once a second, and lets them finish when the process stops or
/// their route goes. Thread-safe.
/// </summary>
internal sealed class SessionSet(int maxConnections, int maxPerAddress)
{
    private readonly ConcurrentDictionary<ClientSession, Task> _sessions = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _perAddress = new(StringComparer.Ordinal);
    private int _maxConnections = maxConnections;
    private int _maxPerAddress = maxPerAddress;
    private int _count;
    private long _cutOff;

    public int Count => Volatile.Read(ref _count);
    public int MaxConnections => Volatile.Read(ref _maxConnections);

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

    /// <summary>
    /// By route: sessions, requests in flight, and those of the session that has most. <paramref name="served"/> are told of even while
    /// nobody is there; a route that is served no more, until its last session has ended.
    /// </summary>
    public IEnumerable<(string Route, int Sessions, long InFlight, int MostInFlight)> ByRoute(IEnumerable<string> served)
    {
        var counts = _sessions.Keys.ToLookup(session => session.State.Route.Name, session => session.InFlightCount, StringComparer.Ordinal);
        return from route in served.Union(counts.Select(counted => counted.Key), StringComparer.Ordinal)
               select (route, counts[route].Count(), counts[route].Sum(count => (long)count), counts[route].DefaultIfEmpty().Max());
    }

    public int CountOf(string route) => Of(route).Count;
    public long InFlight => _sessions.Keys.Sum(session => (long)session.InFlightCount);
    public long BufferedBytes => _sessions.Keys.Sum(session => (long)session.BufferedBytes);

    /// <summary>
    /// Null: there is room for one more connection from this address, and it is counted; else the limit that is reached.
    /// <paramref name="address"/> null: whose it is, <see cref="TryCount"/> is told later.
    /// </summary>
    public (string Limit, int Bound)? TryEnter(string? address)
    {
        lock (_gate)
        {
            if (_count >= _maxConnections)
                return ("limits.maxConnections", _maxConnections);
            if (address is not null && TryCount(address) is { } reached)
                return reached;
            _count++;
            return null;
        }
    }

    /// <summary>Null: there is room for one more connection from this address, and it is counted, of one that has entered; else the limit that is reached.</summary>
    public (string Limit, int Bound)? TryCount(string address)
    {
        lock (_gate)
        {
            var fromThere = _perAddress.GetValueOrDefault(address);
            if (fromThere >= _maxPerAddress)
                return ("limits.maxConnectionsPerAddress", _maxPerAddress);
            _perAddress[address] = fromThere + 1;
            return null;
        }
    }

    /// <summary>Other bounds from now on; who is in stays in.</summary>
    public void Bound(int connections, int perAddress)
    {
        lock (_gate)
            (_maxConnections, _maxPerAddress) = (connections, perAddress);
    }

    /// <summary>Gives a place back that <see cref="TryEnter"/> gave; <paramref name="address"/> null: it was never told whose.</summary>
    public void Leave(string? address)
    {
        lock (_gate)
        {
            _count--;
            if (address is not null && --_perAddress[address] == 0)
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

    /// <summary>
    /// Lets the sessions of a route (null: all) finish what is in flight; returns how many were cut off with answers outstanding when the time was up, or
    /// when <paramref name="hurry"/> was cancelled. What enters meanwhile is the listener's to drain: it has stopped before.
    /// </summary>
    public async Task<int> DrainAsync(string? route, TimeSpan patience, TimeProvider time, CancellationToken hurry = default)
    {
        var began = time.GetTimestamp();
        foreach (var session in Of(route))
            session.Drain();
        try
        {
            while (Of(route) is { Count: > 0 } left)
            {
                var rest = patience - time.GetElapsedTime(began);
                if (rest <= TimeSpan.Zero)
                    throw new TimeoutException();
                await Task.WhenAll(left.Select(TaskOf)).WaitAsync(rest, time, hurry).ConfigureAwait(false);
            }

            return 0;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            var cutOff = 0;
            for (var left = Of(route); left.Count > 0; left = Of(route))
            {
                cutOff += left.Count(session => session.InFlightCount > 0);
                foreach (var session in left)
                    session.Break(FrameFault.ShuttingDown());
                await Task.WhenAll(left.Select(TaskOf)).ConfigureAwait(false);
            }

            Interlocked.Add(ref _cutOff, cutOff);
            return cutOff;
        }
    }

    private List<ClientSession> Of(string? route) =>
        [.. _sessions.Keys.Where(session => route is null || session.State.Route.Name == route)];

    private Task TaskOf(ClientSession session) => _sessions.TryGetValue(session, out var running) ? running : Task.CompletedTask;

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
            Leave(session.State.CountedAs);
            done.SetResult();
        }
    }
}
