using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Compliance.Harness;

/// <summary>
/// Stands before a broker that advertises this port as its own, and hands every request and answer on as it is, but tells the test of each
/// before it is handed on: there a process can be killed or held at an exact step. While the broker is away, connections end.
/// </summary>
public sealed class KafkaTap : IAsyncDisposable
{
    private const int HeaderBytes = 10;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public KafkaTap()
    {
        Port = FreePort.Next();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port { get; }

    public string BootstrapServers => $"127.0.0.1:{Port}";

    /// <summary>The broker's own port; 0: there is none yet.</summary>
    public int Target { get; set; }

    /// <summary>Gets <c>before KEY CLIENT</c> of a request that the broker has not seen, and <c>after KEY CLIENT</c> of one that it has answered; each waits for it, and the connection ends if that is cancelled.</summary>
    public Func<string, Task> Told { get; set; } = _ => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var _ = client;
        using var broker = new TcpClient();
        try
        {
            await broker.ConnectAsync(IPAddress.Loopback, Target, _stop.Token);
            (client.NoDelay, broker.NoDelay) = (true, true);
            var asked = new ConcurrentDictionary<int, string>();
            await Task.WhenAny(RequestsAsync(client.GetStream(), broker.GetStream(), asked), AnswersAsync(broker.GetStream(), client.GetStream(), asked));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The broker is away: so is this.
        }
    }

    private async Task RequestsAsync(NetworkStream from, NetworkStream to, ConcurrentDictionary<int, string> asked)
    {
        await EachAsync(from, to, async frame =>
        {
            var (key, correlation) = (BinaryPrimitives.ReadInt16BigEndian(frame.AsSpan(4)), BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(8)));
            var what = $"{key} {ClientOf(frame)}";
            asked[correlation] = what;
            await Told($"before {what}");
        });
    }

    private async Task AnswersAsync(NetworkStream from, NetworkStream to, ConcurrentDictionary<int, string> asked)
    {
        await EachAsync(from, to, async frame =>
        {
            if (asked.TryRemove(BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4)), out var what))
                await Told($"after {what}");
        });
    }

    private async Task EachAsync(NetworkStream from, NetworkStream to, Func<byte[], Task> tell)
    {
        try
        {
            var length = new byte[4];
            while (true)
            {
                await from.ReadExactlyAsync(length, _stop.Token);
                var frame = new byte[4 + BinaryPrimitives.ReadInt32BigEndian(length)];
                length.CopyTo(frame, 0);
                await from.ReadExactlyAsync(frame.AsMemory(4), _stop.Token);
                await tell(frame);
                await to.WriteAsync(frame, _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone; the other follows.
        }
    }

    private static string ClientOf(byte[] frame)
    {
        var name = frame.AsSpan(4 + HeaderBytes - 2);
        var length = BinaryPrimitives.ReadInt16BigEndian(name);
        return length < 0 ? "" : Encoding.UTF8.GetString(name.Slice(2, length));
    }
}
