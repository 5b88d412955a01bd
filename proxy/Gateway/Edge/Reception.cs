using System.Net;
using System.Net.Sockets;
using Compliance.Gateway.Edge.Names;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Edge;

/// <summary>What becomes of a connection that was accepted: within the limits a session, else it is closed. One for the process; thread-safe.</summary>
internal sealed class Reception(ProcessServices process)
{
    /// <summary>On a port of one route: the session runs. Null: it was turned away, or had gone.</summary>
    public ClientSession? Enter(Socket socket, RouteState route, int nodeId) =>
        Enter(socket, route.Services.Plan, nodeId, (link, state) => new ClientSession(route, process, link, state));

    /// <summary>On a port of several, of which none is chosen yet. <paramref name="plan"/>: what they have in common.</summary>
    public ClientSession? Enter(Socket socket, RoutePlan plan, NamedPort port) =>
        Enter(socket, plan, NamedPort.AnyNode, (link, state) => new ClientSession(port, process, link, state));

    private ClientSession? Enter(Socket socket, RoutePlan plan, int nodeId, Func<SocketLink, SessionState, ClientSession> begin)
    {
        (var hasEntered, string? counted) = (false, null);
        try
        {
            var from = (IPEndPoint)socket.RemoteEndPoint!;

            // A listener of both families tells of IPv4 so.
            var ip = from.Address.IsIPv4MappedToIPv6 ? from.Address.MapToIPv4() : from.Address;
            var address = ip.ToString();
            if (DescriptorLimit.IsReachedByClient(socket, out var descriptors))
                return Refuse(socket, plan, address, "ulimit -n", descriptors);

            // A load balancer's connections count as those of whom its headers name.
            counted = plan.ProxyProtocol is { } proxied && proxied.Trusts(ip) ? null : address;
            if (process.Sessions.TryEnter(counted) is { } limit)
                return Refuse(socket, plan, address, limit.Limit, limit.Bound);

            hasEntered = true;
            PeerWatch.Arm(socket, plan.Limits);
            var state = new SessionState(Guid.CreateVersion7(process.Time.GetUtcNow()), plan, nodeId, address, from.Port) { CountedAs = counted };
            var session = begin(new SocketLink(socket, process.Clock), state);
            process.Log.SessionStarted(state.Id, address, plan.Name, nodeId);
            process.Sessions.Run(session);
            return session;
        }
        catch (SocketException)
        {
            // Gone before it was looked at.
            socket.Dispose();
            if (hasEntered)
                process.Sessions.Leave(counted);
            return null;
        }
    }

    private ClientSession? Refuse(Socket socket, RoutePlan plan, string address, string limit, int bound)
    {
        process.Metrics.Route(plan.Name).TurnedAway(limit);
        process.Log.ConnectionRefused(plan.Name, address, limit, bound);
        socket.Dispose();
        return null;
    }
}
