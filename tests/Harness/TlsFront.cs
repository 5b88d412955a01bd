using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Compliance.Harness;

/// <summary>Speaks TLS in front of a server that does not, on a port of its own.</summary>
public sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly SslServerAuthenticationOptions _options;
    private readonly Uri _behind;
    private readonly Task _loop;
    private int _served;

    /// <param name="behind">The server that answers.</param>
    /// <param name="certificate">PEM files of the server's certificate and key.</param>
    /// <param name="clients">PEM file of the only client certificate that is let in; null: none is asked for.</param>
    /// <param name="address">Of this machine; null: 127.0.0.1.</param>
    public TlsFront(Uri behind, TestCertificate certificate, string? clients = null, IPAddress? address = null)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        using var pair = X509Certificate2.CreateFromPemFile(certificate.CertificateFile, certificate.KeyFile);
        var wanted = clients is null ? null : X509CertificateLoader.LoadCertificateFromFile(clients).Thumbprint;
        _options = new SslServerAuthenticationOptions
        {
            ServerCertificate = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null),
            ClientCertificateRequired = clients is not null,
            RemoteCertificateValidationCallback = (_, shown, _, _) => wanted is null || (shown as X509Certificate2)?.Thumbprint == wanted,
        };
        _behind = behind;
        _listener.Start();
        _loop = Task.Run(AcceptAsync);
    }

    /// <summary>Connections over which something came for the server behind.</summary>
    public int Served => Volatile.Read(ref _served);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (true)
            _ = ServeAsync(await _listener.AcceptTcpClientAsync());
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var closing = client;
        try
        {
            await using var outer = new SslStream(client.GetStream());
            await outer.AuthenticateAsServerAsync(_options);
            // A client judges us only behind its own part of the handshake: it is let through when it speaks.
            var first = new byte[1024];
            var length = await outer.ReadAsync(first);
            if (length == 0)
                return;
            Interlocked.Increment(ref _served);
            using var inner = new TcpClient();
            await inner.ConnectAsync(_behind.Host, _behind.Port);
            await inner.GetStream().WriteAsync(first.AsMemory(0, length));
            await Task.WhenAny(outer.CopyToAsync(inner.GetStream()), inner.GetStream().CopyToAsync(outer));
        }
        catch (Exception e) when (e is IOException or AuthenticationException or SocketException)
        {
            // The client has gone, or was not let in.
        }
    }
}
