namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// The fetch sessions of a route's brokers, by node and session id. A broker ties a session to nothing but its number, so the proxy
/// keeps whose it is: a client that names another's is told that there is none, and starts its own. Thread-safe, bounded: beyond the
/// capacity the oldest half is dropped, which costs their clients one full fetch.
/// </summary>
internal sealed class FetchSessions(int capacity)
{
    private readonly Lock _lock = new();
    private Dictionary<(int Node, int Id), FetchSession> _young = [];
    private Dictionary<(int Node, int Id), FetchSession> _old = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _young.Count + _old.Count;
        }
    }

    public FetchSession? Find(int node, int id, string principal)
    {
        lock (_lock)
        {
            if (!_young.TryGetValue((node, id), out var session) && _old.Remove((node, id), out session))
                Keep(node, id, session);
            return session?.Principal == principal ? session : null;
        }
    }

    public void Add(int node, int id, FetchSession session)
    {
        lock (_lock)
            Keep(node, id, session);
    }

    public void Remove(int node, int id)
    {
        lock (_lock)
        {
            _young.Remove((node, id));
            _old.Remove((node, id));
        }
    }

    private void Keep(int node, int id, FetchSession session)
    {
        _young[(node, id)] = session;
        if (_young.Count > Math.Max(1, capacity / 2))
            (_old, _young) = (_young, []);
    }
}
