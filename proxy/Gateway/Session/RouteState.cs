using Compliance.Gateway.Pipeline;

namespace Compliance.Gateway.Session;

/// <summary>
/// A route as it is served now. Both halves are swapped whole when settings are read again: <see cref="Chain"/>'s plan for the next
/// request of every session, <see cref="Services"/> for what begins anew (a connection, a login, an upstream connection).
/// Any thread reads, the process writes.
/// </summary>
internal sealed class RouteState(RouteServices services, LiveChain chain)
{
    private volatile RouteServices _services = services;

    public LiveChain Chain => chain;

    public RouteServices Services
    {
        get => _services;
        set => _services = value;
    }
}
