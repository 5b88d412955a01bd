using System.Net;
using System.Net.Sockets;

namespace Compliance.Harness;

/// <summary>
/// TCP ports of 127.0.0.1 that are free and stay this process's until it ends. They lie below the range from which the kernel
/// draws the source ports of connections, so a server that is stopped and started again finds its port free, and each is held by a
/// lock file, so that test projects that run side by side never get the same one.
/// </summary>
public static class FreePort
{
    private const int Lowest = 15000;
    private const int Highest = 32000;
    private static readonly List<FileStream> Held = [];
    private static readonly string Locks = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "compliance-ports")).FullName;

    public static int Next() => Range(1);

    /// <summary>The first of <paramref name="count"/> free ports in a row.</summary>
    public static int Range(int count)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var first = Random.Shared.Next(Lowest, Highest - count);
            if (TryHold(first, count))
                return first;
        }
        throw new InvalidOperationException($"No {count} free ports in a row between {Lowest} and {Highest} on 127.0.0.1.");
    }

    private static bool TryHold(int first, int count)
    {
        var held = new List<FileStream>();
        for (var port = first; port < first + count; port++)
        {
            if (IsFree(port) && TryLock(port) is { } file)
            {
                held.Add(file);
                continue;
            }
            held.ForEach(taken => taken.Dispose());
            return false;
        }
        lock (Held)
            Held.AddRange(held);
        return true;
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static FileStream? TryLock(int port)
    {
        try
        {
            return new FileStream(Path.Combine(Locks, $"{port}"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
