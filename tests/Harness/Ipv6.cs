using System.Net;
using System.Net.Sockets;

namespace Compliance.Harness;

/// <summary>Whether this machine has IPv6.</summary>
public static class Ipv6
{
    /// <summary>Skips the test, with its reason, where it has not: the system may know IPv6 and have no address of it.</summary>
    public static void Demand()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        }
        catch (SocketException)
        {
            MissingPart.Report("IPv6", "Give the machine the IPv6 loopback address ::1.");
        }
    }
}
