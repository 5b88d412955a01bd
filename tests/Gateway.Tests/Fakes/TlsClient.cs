using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Compliance.Harness;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>A client that trusts one root and may show a certificate. Reads are bounded in time: a hang is a failure, not a wait.</summary>
internal sealed class TlsClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly SslStream _stream;

    private TlsClient(SslStream stream) => _stream = stream;

    public SslStream Stream => _stream;

    /// <summary>The server's certificates as they were sent, its own first.</summary>
    public List<X509Certificate2> Sent { get; } = [];

    public static async Task<TlsClient> ConnectAsync(IPEndPoint to, X509Certificate2 root, TestIdentity? identity = null, SslProtocols version = SslProtocols.None, byte[]? before = null, string name = "localhost")
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(to);
        if (before is not null)
            await socket.SendAsync(before);
        var client = new TlsClient(new SslStream(new NetworkStream(socket, ownsSocket: true)));
        try
        {
            await client._stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = name,
                EnabledSslProtocols = version,
                ClientCertificateContext = identity is null ? null : SslStreamCertificateContext.Create(identity.Certificate, identity.Chain, offline: true),
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { root },
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                },
                RemoteCertificateValidationCallback = client.Look,
            });
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a client with this certificate gets an answer.</summary>
    public static async Task<bool> IsServedAsync(IPEndPoint to, X509Certificate2 root, TestIdentity? identity, SslProtocols version = SslProtocols.None, string name = "localhost")
    {
        try
        {
            await using var client = await ConnectAsync(to, root, identity, version, name: name);
            return await client.IsServedAsync(1);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return false;
        }
    }

    /// <summary>Whether the connection still answers.</summary>
    public async Task<bool> IsServedAsync(int correlationId)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await _stream.WriteAsync(Frames.Beat(correlationId), limit.Token);
            return await Frames.ReadAsync(_stream, limit.Token) is { } answer && System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(answer) == correlationId;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private bool Look(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Sent.Add((X509Certificate2)certificate!);
        Sent.AddRange(chain!.ChainPolicy.ExtraStore);
        return errors == SslPolicyErrors.None;
    }
}
