using System.Buffers.Binary;
using System.Net.Sockets;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Functional.BadInput;

/// <summary>A client that sends whatever bytes it likes and sees what comes back. One owner.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private int _correlationId;

    /// <param name="port">Of this machine.</param>
    /// <param name="receiveBuffer">Bytes that the kernel takes for a client who does not read; 0: as many as it likes.</param>
    public static async Task<RawClient> ConnectAsync(int port, int receiveBuffer = 0)
    {
        var client = new RawClient();
        if (receiveBuffer > 0)
            client._socket.ReceiveBufferSize = receiveBuffer;
        await client._socket.ConnectAsync("127.0.0.1", port);
        return client;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
            sent += await _socket.SendAsync(bytes[sent..]);
    }

    /// <summary>Nothing more will be sent: the other side reads the end of the stream.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>A frame around bytes: <c>int32 size, bytes</c>.</summary>
    public Task SendFrameAsync(ReadOnlySpan<byte> content)
    {
        var frame = new byte[4 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, content.Length);
        content.CopyTo(frame.AsSpan(4));
        return SendAsync(frame);
    }

    /// <summary>A well-formed request's frame content: header, then the body.</summary>
    public byte[] Request(Message body) => Request(body, ++_correlationId);

    /// <summary>As <see cref="Request(Message)"/>, for any client.</summary>
    public static byte[] Request(Message body, int correlationId)
    {
        var api = body.Program.Api;
        var version = body.Program.Version;
        return [.. Header(api.Key, version, api.RequestHeaderVersion(version) == 2, correlationId), .. body.Encode()];
    }

    /// <summary><c>int16 key, int16 version, int32 correlation id, string "raw" [, no tags]</c>.</summary>
    public byte[] Header(short key, short version, bool flexible = false) => Header(key, version, flexible, ++_correlationId);

    /// <summary>As <see cref="Header(short, short, bool)"/>, for any client.</summary>
    public static byte[] Header(short key, short version, bool flexible, int correlationId)
    {
        var header = new byte[flexible ? 14 : 13];
        BinaryPrimitives.WriteInt16BigEndian(header, key);
        BinaryPrimitives.WriteInt16BigEndian(header.AsSpan(2), version);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), correlationId);
        BinaryPrimitives.WriteInt16BigEndian(header.AsSpan(8), 3);
        "raw"u8.CopyTo(header.AsSpan(10));
        return header;
    }

    /// <summary>Sends a request and gives its answer; throws if the connection ends instead.</summary>
    public async Task<Message> AskAsync(Message body)
    {
        await SendFrameAsync(Request(body));
        var frame = await ReadFrameAsync() ?? throw new IOException($"The connection ended instead of an answer to {body.Program}.");
        return Answer(frame, body.Program.Api, body.Program.Version);
    }

    /// <summary>Logs in by SASL/PLAIN; throws if that is refused.</summary>
    public async Task LogInAsync(string user, string password)
    {
        var chosen = await AskAsync(new Message(ApiTable.Find(17)!.Request(1)) { ["Mechanism"] = "PLAIN" });
        Xunit.Assert.Equal((short)0, chosen["ErrorCode"]);
        var proved = await AskAsync(new Message(ApiTable.Find(36)!.Request(2)) { ["AuthBytes"] = System.Text.Encoding.ASCII.GetBytes($"\0{user}\0{password}") });
        Xunit.Assert.Equal((short)0, proved["ErrorCode"]);
    }

    /// <summary>An answer's body out of its frame.</summary>
    public static Message Answer(byte[] frame, ApiRow api, short version)
    {
        if (ResponseHeaderView.Read(frame, api, version, out var header) is { } headerFault)
            throw new InvalidDataException($"The answer to {api} v{version} has no header: {headerFault}");
        var walk = new Walk();
        if (walk.Read(api.Response(version), frame.AsMemory(header.BodyOffset)) is { } fault)
            throw new InvalidDataException($"The answer to {api} v{version} is not well-formed: {fault}");
        return Message.Decode(walk);
    }

    /// <summary>The next frame without its size, or null when the other side has closed the connection.</summary>
    public async Task<byte[]?> ReadFrameAsync()
    {
        var prefix = new byte[4];
        if (!await FillAsync(prefix))
            return null;
        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
        return await FillAsync(frame) ? frame : null;
    }

    /// <summary>Whether the other side closes the connection, without a byte in answer, within a minute.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return await ReadFrameAsync() is null;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<bool> FillAsync(Memory<byte> room)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            while (room.Length > 0)
            {
                var got = await _socket.ReceiveAsync(room, limit.Token);
                if (got == 0)
                    return false;
                room = room[got..];
            }
            return true;
        }
        catch (SocketException)
        {
            // A reset is a closed connection too: the other side had not read all that was sent.
            return false;
        }
    }
}
