using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>
/// The broker's side of a socket, under a test's control. What the proxy itself asks (ApiVersions, Metadata v1) it answers as the
/// one broker of its cluster; everything else goes to the script, which returns the bytes to send, or null for nothing.
/// </summary>
internal sealed class ScriptedBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<TcpClient> _connections = [];
    private readonly Func<byte[], NetworkStream, Task<byte[]?>> _script;
    private readonly Task _accepting;

    public ScriptedBroker(Func<byte[], NetworkStream, Task<byte[]?>> script)
    {
        _script = script;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public ScriptedBroker(Func<byte[], byte[]?> script)
        : this((frame, _) => Task.FromResult(script(frame)))
    {
    }

    /// <summary>Answers everything with the correlation id alone.</summary>
    public static ScriptedBroker Echo() => new(frame => Frames.Answer(Frames.CorrelationIdOf(frame), default));

    /// <summary>Answers heartbeats as a broker does, so that what reads answers finds no fault. Grammar: int16 error.</summary>
    public static ScriptedBroker Beating() => new(frame => Frames.Answer(Frames.CorrelationIdOf(frame), new byte[2]));

    public int NodeId { get; init; } = 1;
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Requests as they came, without their lengths; the proxy's own too.</summary>
    public ConcurrentQueue<byte[]> Received { get; } = new();

    /// <summary>Connections whose other side has closed.</summary>
    public int Closed => _closed;
    private int _closed;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        foreach (var connection in _connections)
            connection.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptTcpClientAsync(_stopping.Token);
                _connections.Add(connection);
                _ = Task.Run(() => ServeAsync(connection));
            }
        }
        catch (Exception e) when (_stopping.IsCancellationRequested && e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        connection.NoDelay = true;
        try
        {
            var stream = connection.GetStream();
            while (await Frames.ReadAsync(stream, _stopping.Token) is { } frame)
            {
                Received.Enqueue(frame);
                if (await AnswerAsync(frame, stream) is { } answer)
                    await stream.WriteAsync(answer, _stopping.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side has gone, or the test is over.
        }

        Interlocked.Increment(ref _closed);
        connection.Dispose();
    }

    private async Task<byte[]?> AnswerAsync(byte[] frame, NetworkStream stream)
    {
        var isOwn = Encoding.ASCII.GetString(frame).Contains("compliance-proxy", StringComparison.Ordinal);
        return (Frames.ApiKeyOf(frame), Frames.VersionOf(frame)) switch
        {
            (Frames.ApiVersions, 3) when isOwn => Frames.Answer(Frames.CorrelationIdOf(frame), Versions()),
            (Frames.Metadata, 1) when isOwn => Frames.Answer(Frames.CorrelationIdOf(frame), OneBroker(NodeId, Port)),
            _ => await _script(frame, stream),
        };
    }

    /// <summary>Every API in every version that the tables know. Grammar: int16 error, [int16 key, int16 min, int16 max, tags], int32 throttle, tags.</summary>
    public static byte[] Versions()
    {
        var apis = ApiTable.Rows.Where(row => row.OnBroker).ToList();
        var body = new byte[16 + (apis.Count * 7)];
        var writer = new WireWriter(body);
        writer.Int16(0);
        writer.Length(apis.Count, compact: true);
        foreach (var api in apis)
        {
            writer.Int16(api.Key);
            writer.Int16(api.MinVersion);
            writer.Int16(api.MaxVersion);
            writer.UVarint(0);
        }

        writer.Int32(0);
        writer.UVarint(0);
        return body[..writer.Position];
    }

    /// <summary>Grammar: [int32 node_id, string host, int32 port, nullable string rack], int32 controller_id, [topics].</summary>
    public static byte[] OneBroker(int nodeId, int port)
    {
        var body = new byte[64];
        var writer = new WireWriter(body);
        writer.Int32(1);
        writer.Int32(nodeId);
        writer.String("127.0.0.1"u8, compact: false);
        writer.Int32(port);
        writer.NullString(compact: false);
        writer.Int32(nodeId);
        writer.Int32(0);
        return body[..writer.Position];
    }
}
