using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>
/// Clients and a broker on threads of their own, with blocking sockets: they allocate nothing while they run and know what CPU they
/// used, so that what is left of the process's is the proxy's.
/// </summary>
internal sealed class BlockingLoad : IDisposable
{
    private const int AnswerBytes = 64;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _sockets = [];
    private readonly ConcurrentDictionary<string, long> _threads = new();

    public BlockingLoad()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Start(Accept);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Nanoseconds of CPU that the threads here have used, as Linux counts them.</summary>
    public long Cpu() => _threads.Sum(thread => thread.Value > 0 ? thread.Value : Cpu(thread.Key));

    /// <summary>Opens connections that the next runs use.</summary>
    public List<Socket> Connect(IPEndPoint to, int count)
    {
        var sockets = new List<Socket>();
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(to);
            sockets.Add(socket);
        }

        lock (_sockets)
            _sockets.AddRange(sockets);
        return sockets;
    }

    /// <summary>Each connection sends frames in batches of <paramref name="depth"/> and reads the answers, so many times.</summary>
    public void Run(List<Socket> connections, byte[] frame, int depth, int batches)
    {
        var batch = new byte[frame.Length * depth];
        for (var i = 0; i < depth; i++)
            frame.CopyTo(batch, i * frame.Length);
        var threads = connections.Select(socket => Start(() =>
        {
            var answers = new byte[AnswerBytes * depth];
            for (var i = 0; i < batches; i++)
            {
                socket.Send(batch);
                for (var got = 0; got < answers.Length;)
                {
                    var count = socket.Receive(answers.AsSpan(got));
                    if (count == 0)
                        throw new EndOfStreamException("The proxy closed the connection.");
                    got += count;
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Join());
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_sockets)
            _sockets.ForEach(socket => socket.Dispose());
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var socket = _listener.Accept();
                socket.NoDelay = true;
                lock (_sockets)
                    _sockets.Add(socket);
                Start(() => Serve(socket));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Serve(Socket socket)
    {
        var buffer = new byte[1 << 20];
        var answers = new byte[1 << 20];
        var end = 0;
        try
        {
            while (socket.Receive(buffer.AsSpan(end)) is var count and > 0)
            {
                end += count;
                var (at, filled) = (0, 0);
                while (end - at >= 4 && BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(at)) is var size && end - at >= 4 + size)
                {
                    filled += Answer(buffer.AsSpan(at + 4, size), answers.AsSpan(filled));
                    at += 4 + size;
                }

                if (filled > 0)
                    socket.Send(answers.AsSpan(0, filled));
                buffer.AsSpan(at, end - at).CopyTo(buffer);
                end -= at;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side has gone.
        }
    }

    private int Answer(ReadOnlySpan<byte> request, Span<byte> into)
    {
        if (BinaryPrimitives.ReadInt16BigEndian(request) is var key and (Frames.ApiVersions or Frames.Metadata))
        {
            var body = key == Frames.Metadata ? ScriptedBroker.OneBroker(1, Port) : ScriptedBroker.Versions();
            var answer = Frames.Answer(BinaryPrimitives.ReadInt32BigEndian(request[4..]), body);
            answer.CopyTo(into);
            return answer.Length;
        }

        BinaryPrimitives.WriteInt32BigEndian(into, AnswerBytes - 4);
        request.Slice(4, 4).CopyTo(into[4..]);
        return AnswerBytes;
    }

    private Thread Start(ThreadStart work)
    {
        var thread = new Thread(() =>
        {
            // Linux names the thread by its own number in its statistics, and forgets them when it ends.
            var id = File.ReadAllText("/proc/thread-self/stat").Split(' ')[0];
            _threads[id] = 0;
            work();
            _threads[id] = Cpu(id);
        })
        { IsBackground = true };
        thread.Start();
        return thread;
    }

    private static long Cpu(string id) =>
        long.Parse(File.ReadAllText($"/proc/self/task/{id}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);
}
