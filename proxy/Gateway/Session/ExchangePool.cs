using Compliance.Gateway.Pipeline;

namespace Compliance.Gateway.Session;

/// <summary>
/// The exchanges of one session that are not in use. The RequestLoop takes, either loop returns; a short lock. What is returned beyond
/// a few is left to the collector: a burst of requests in flight is no reason to keep as many.
/// </summary>
internal sealed class ExchangePool(SessionState session)
{
    private const int Kept = 8;
    private readonly Lock _gate = new();
    private readonly Stack<Exchange> _free = new();

    public Exchange Take()
    {
        lock (_gate)
        {
            if (_free.TryPop(out var exchange))
                return exchange;
        }

        return new Exchange { Session = session };
    }

    public void Return(Exchange exchange)
    {
        // An old plan's rules are not kept alive by a connection that is silent.
        exchange.Steps = null;
        lock (_gate)
        {
            if (_free.Count < Kept)
            {
                _free.Push(exchange);
                return;
            }
        }

        exchange.Reply.Release();
    }

    /// <summary>Gives the buffers of all exchanges back.</summary>
    public void Release()
    {
        lock (_gate)
        {
            while (_free.TryPop(out var exchange))
                exchange.Reply.Release();
        }
    }
}
