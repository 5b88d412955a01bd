using System.Globalization;
using Compliance.Gateway.Session;

namespace Compliance.Gateway.Edge.Names;

/// <summary>Why a name in a TLS handshake leads nowhere, each with its remedy in words.</summary>
internal static class NameFault
{
    public static Fault Missing(string port, NameDirectory names) => new(FaultSide.Client, FaultKind.NameRefused,
        $"The client's TLS handshake names no host (SNI), by which alone the routes of {port} are told apart: let it connect by name, not by address ({names.Bootstraps}), and send the name.");

    public static Fault Unknown(string name, string port, NameDirectory names) => new(FaultSide.Client, FaultKind.NameRefused,
        $"No route on {port} has the name '{HostText.ForLog(name)}', by which the client's TLS handshake (SNI) asks: let it begin at one of {names.Bootstraps}, or add the name to listen.sni of a route.");

    public static Fault UnknownNode(NamedRoute found) => new(FaultSide.Client, FaultKind.NameRefused, string.Create(CultureInfo.InvariantCulture,
        $"The client asks for broker {found.NodeId} of route {found.Route.Services.Plan.Name}, of which the proxy has not heard: it has gone, has yet to come, or cluster {found.Route.Services.Plan.Cluster.Name} has not answered since the start."), Retriable: true);

    /// <summary>No single record holds the client's first message, so the runtime does not look into it.</summary>
    public static Fault Unreadable(string port) => new(FaultSide.Client, FaultKind.NameRefused,
        $"The client's TLS handshake begins in a way in which no name is read (its first message is malformed, or in pieces), and the routes of {port} are told apart by names alone.");
}
