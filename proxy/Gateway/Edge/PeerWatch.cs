using System.Net.Sockets;
using System.Runtime.InteropServices;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Edge;

/// <summary>
/// Lets the kernel end a connection whose peer has vanished without a word (power, cable, firewall): by probes while it is silent, by a
/// bound on unacknowledged bytes while it is sent to. The receive or send in hand then ends with an exception.
/// </summary>
internal static class PeerWatch
{
    private const int Tcp = 6;

    /// <summary>TCP_USER_TIMEOUT of Linux, in milliseconds, which .NET has no name for. It bounds a closed window too.</summary>
    private const int UserTimeout = 18;
    private const int Probes = 4;

    public static void Arm(Socket socket, LimitsPlan limits)
    {
        // A peer that is there and does not read is the stall timeout's business.
        var seconds = (int)Math.Max(limits.PeerTimeout.TotalSeconds, limits.StallTimeout.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Math.Max(1, seconds / 2));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Math.Max(1, seconds / 2 / Probes));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
        if (!OperatingSystem.IsLinux())
            return;
        var milliseconds = seconds * 1000;
        socket.SetRawSocketOption(Tcp, UserTimeout, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in milliseconds)));
    }
}
