using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>A client that writes and reads bytes. Reads are bounded in time: a hang is a failure, not a wait.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TcpClient _tcp = new() { NoDelay = true };

    private NetworkStream _stream = null!;

    private RawClient()
    {
    }

    public Socket Socket => _tcp.Client;

    public static async Task<RawClient> ConnectAsync(IPEndPoint to, int receiveBuffer = 0)
    {
        var client = new RawClient();
        if (receiveBuffer > 0)
            client._tcp.ReceiveBufferSize = receiveBuffer;
        await client._tcp.ConnectAsync(to);
        client._stream = client._tcp.GetStream();
        return client;
    }

    public Task SendAsync(params byte[][] frames) => _stream.WriteAsync(frames.SelectMany(frame => frame).ToArray()).AsTask();

    /// <summary>The next answer without its length; null: closed, in order or by reset.</summary>
    public async Task<byte[]?> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return await Frames.ReadAsync(_stream, limit.Token);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Takes whatever comes, be it no answer of Kafka's, until the proxy closes.</summary>
    public async Task DrainAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _stream.CopyToAsync(Stream.Null, limit.Token);
    }

    public async Task<int> ReadCorrelationIdAsync() =>
        BinaryPrimitives.ReadInt32BigEndian(await ReadAsync() ?? throw new EndOfStreamException("The proxy closed the connection."));

    public async Task<List<int>> ReadCorrelationIdsAsync(int count)
    {
        var ids = new List<int>();
        for (var i = 0; i < count; i++)
            ids.Add(await ReadCorrelationIdAsync());
        return ids;
    }

    public void CloseSend() => _tcp.Client.Shutdown(SocketShutdown.Send);

    public void Dispose() => _tcp.Dispose();
}
