using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Compliance.Gateway.Edge;

/// <summary>
/// How many client connections fit into the file descriptors that the process may open. A runtime without any left aborts ("Out of
/// memory"): each thread it begins takes a pipe. So connections are refused before that, by their number: each takes two descriptors (its
/// own and the broker's), and some are kept for everything else; and by their own descriptor's number, since the kernel gives the lowest
/// that is free: what else is open (listeners of many brokers, say) may be more than was kept.
/// </summary>
internal static class DescriptorLimit
{
    /// <summary>Listeners, journal, shipper, admin, log, the runtime's own: two for each assembly, of which it has some sixty.</summary>
    private const int Kept = 224;

    // Left free behind the last client, and behind the last broker, so that clients who were let in are served.
    private const int BehindClients = 64;
    private const int BehindBrokers = 32;
    private const int OpenFiles = 7;

    /// <summary>Null: there is no limit, or it can't be read on this system. Takes no descriptor itself.</summary>
    public static int? Read() =>
        OperatingSystem.IsLinux() && LimitOf(OpenFiles, out var limit) == 0 && limit.Soft <= int.MaxValue ? (int)limit.Soft : null;

    /// <summary>The wanted number, or as many as fit; one at least.</summary>
    public static int Connections(int wanted, int? descriptors) =>
        descriptors is { } limit ? Math.Clamp((limit - Kept) / 2, 1, wanted) : wanted;

    /// <summary>Whether this client is one of the last that may be let in, and the limit that says so.</summary>
    public static bool IsReachedByClient(Socket socket, out int limit) => IsReached(socket, BehindClients, out limit);

    /// <summary>Whether this connection to a broker takes what the process needs to live.</summary>
    public static bool IsReachedByBroker(Socket socket) => IsReached(socket, BehindBrokers, out _);

    private static bool IsReached(Socket socket, int behind, out int limit)
    {
        limit = Read() ?? int.MaxValue;
        return socket.Handle >= limit - behind;
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LimitOf(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limit
    {
        public readonly ulong Soft;
        public readonly ulong Hard;
    }
}
