using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;

namespace Compliance.Gateway.Edge;

/// <summary>
/// One TCP connection, to a client or to a broker, plain or, after a handshake, inside TLS. Owner: a session. One receive
/// and one send may run at a time, each from one loop; <see cref="Close"/> may come from anywhere and makes both end with an exception.
/// Steady state allocates nothing: the socket caches one awaitable a direction, and the methods here pool their state.
/// </summary>
internal sealed class SocketLink : IDisposable
{
    /// <summary>A send is handed to the kernel in pieces of this size, so that a slow reader still shows progress.</summary>
    private const int MaxPiece = 1 << 20;
    private const long Idle = long.MaxValue;
    private readonly Socket _socket;
    private readonly CoarseClock _clock;
    private long _sendingSince = Idle;
    private int _closed;
    private SslStream? _secure;

    public SocketLink(Socket socket, CoarseClock clock)
    {
        _socket = socket;
        _clock = clock;
        socket.NoDelay = true;
    }

    public EndPoint? RemoteEndPoint => _socket.RemoteEndPoint;
    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Milliseconds for which the piece in hand has not been taken; 0 where nothing is being sent.</summary>
    public long SendStalledFor => Volatile.Read(ref _sendingSince) is var since && since == Idle ? 0 : _clock.Now - since;

    /// <summary>What is sent and received is inside TLS.</summary>
    public bool IsSecure => _secure is not null;

    /// <summary>
    /// The server's side of a TLS handshake, before anything else is received. Returns version and cipher suite by their names. Throws
    /// <see cref="AuthenticationException"/> where the two sides don't agree, <see cref="IOException"/> where the client leaves.
    /// </summary>
    public Task<(string Version, string Cipher)> SecureAsync(SslServerAuthenticationOptions options, CancellationToken cancel) =>
        SecureAsync(secure => secure.AuthenticateAsServerAsync(options, cancel));

    /// <summary>The same, of a listener that learns by the client's first message what it shows. Throws what <paramref name="choose"/> throws, too.</summary>
    public Task<(string Version, string Cipher)> SecureAsync(Func<SslClientHelloInfo, SslServerAuthenticationOptions> choose, CancellationToken cancel) =>
        SecureAsync(secure => secure.AuthenticateAsServerAsync((_, hello, _, _) => ValueTask.FromResult(choose(hello)), null, cancel));

    /// <summary>The client's side, before anything else is sent; otherwise the same.</summary>
    public Task<(string Version, string Cipher)> SecureAsync(SslClientAuthenticationOptions options, CancellationToken cancel) =>
        SecureAsync(secure => secure.AuthenticateAsClientAsync(options, cancel));

    /// <summary>Ends when there is something to receive, or the other side has closed; needs no buffer meanwhile.</summary>
    public ValueTask<int> ReadableAsync(CancellationToken cancel = default) => ReceiveAsync(Memory<byte>.Empty, cancel);

    /// <summary>The first byte of what has arrived, which stays to be received; null: the other side has closed. After <see cref="ReadableAsync"/>.</summary>
    public byte? Peek()
    {
        byte first = 0;
        return Peek(new Span<byte>(ref first)) == 0 ? null : first;
    }

    /// <summary>As much of what has arrived as fits, which stays to be received; 0: the other side has closed. After <see cref="ReadableAsync"/>.</summary>
    public int Peek(Span<byte> room) => _socket.Receive(room, SocketFlags.Peek);

    /// <summary>Returns 0 when the other side has closed its half. Cancelled: nothing was taken, and it can be tried again.</summary>
    public ValueTask<int> ReceiveAsync(Memory<byte> room, CancellationToken cancel = default) =>
        _secure is null ? _socket.ReceiveAsync(room, SocketFlags.None, cancel) : _secure.ReadAsync(room, cancel);

    /// <summary>Ends when the kernel has taken all of it: a peer that does not read holds back whoever sends to it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Volatile.Write(ref _sendingSince, _clock.Now);
            var piece = bytes.Length > MaxPiece ? bytes[..MaxPiece] : bytes;
            if (_secure is null)
            {
                bytes = bytes[await _socket.SendAsync(piece, SocketFlags.None).ConfigureAwait(false)..];
                continue;
            }

            await _secure.WriteAsync(piece).ConfigureAwait(false);
            bytes = bytes[piece.Length..];
        }

        Volatile.Write(ref _sendingSince, Idle);
    }

    /// <summary>Says that nothing more will be sent (close_notify within TLS, and FIN); what the other side still has to say can be received.</summary>
    public async Task EndSendAsync()
    {
        try
        {
            if (_secure is not null)
                await _secure.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer was faster.
        }

        Shutdown(SocketShutdown.Send);
    }

    /// <summary>Makes the receive in hand, and those after it, return 0 once what has arrived is read.</summary>
    public void ShutdownReceive() => Shutdown(SocketShutdown.Receive);

    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            _socket.Dispose();
    }

    /// <summary>After both loops have ended: TLS gives back what it holds outside of the runtime.</summary>
    public void Dispose()
    {
        Close();
        _secure?.Dispose();
    }

    private async Task<(string Version, string Cipher)> SecureAsync(Func<SslStream, Task> shake)
    {
        var secure = new SslStream(new NetworkStream(_socket, ownsSocket: false));
        try
        {
            await shake(secure).ConfigureAwait(false);
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        _secure = secure;
        return (secure.SslProtocol == SslProtocols.Tls13 ? "1.3" : "1.2", secure.NegotiatedCipherSuite.ToString());
    }

    private void Shutdown(SocketShutdown how)
    {
        try
        {
            _socket.Shutdown(how);
        }
        catch (SocketException)
        {
            // The peer was faster: there is no connection left to shut.
        }
        catch (ObjectDisposedException)
        {
            // We were: the same.
        }
    }
}
