using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Compliance.Benchmarks.Micro;

/// <summary>
/// The other ends of the reader figures, in a process of their own so that their time is not counted: sends frames of one size as fast as they
/// are taken, and takes what comes back.
/// </summary>
internal static class FrameSource
{
    /// <summary>Connects twice: the first connection sends, the second receives; ends when the peer closes.</summary>
    public static void Run(int port, int frame)
    {
        using var sending = Connect(port);
        using var receiving = Connect(port);
        var drain = new Thread(() => Drain(receiving)) { IsBackground = true };
        drain.Start();

        int count = Math.Max(1, 256 * 1024 / frame);
        byte[] frames = new byte[count * frame];
        for (int i = 0; i < count; i++)
            BinaryPrimitives.WriteInt32BigEndian(frames.AsSpan(i * frame), frame - sizeof(int));
        try
        {
            while (true)
                sending.Send(frames);
        }
        catch (SocketException)
        {
            // The reader has seen enough.
        }
    }

    private static Socket Connect(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    private static void Drain(Socket socket)
    {
        byte[] buffer = new byte[256 * 1024];
        try
        {
            while (socket.Receive(buffer) > 0)
                continue;
        }
        catch (SocketException)
        {
            // As above.
        }
    }
}
