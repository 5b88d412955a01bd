using System.Net.Sockets;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Serving;

/// <summary>Bootstrap ports that can't be opened, with the routes that want them; the code is the first one's.</summary>
internal sealed class PortsTakenException(IReadOnlyList<(RoutePlan Route, SocketException Failure)> failures)
    : SocketException((int)failures[0].Failure.SocketErrorCode, string.Join(Environment.NewLine, failures.Select(TextOf)))
{
    public IReadOnlyList<(string Route, string Text)> Failures { get; } = [.. failures.Select(failure => (failure.Route.Name, TextOf(failure)))];

    private static string TextOf((RoutePlan Route, SocketException Failure) failed) =>
        $"The bootstrap port {failed.Route.Listen.Port} of route '{failed.Route.Name}' can't be opened on {failed.Route.Listen.Address}: {failed.Failure.SocketErrorCode}. Free it, or give the route another one.";
}
