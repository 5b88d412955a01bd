using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using Compliance.Gateway.Tls;

namespace Compliance.Gateway.Settings;

/// <summary>
/// TLS towards clients: what the proxy shows, what it speaks, whom it trusts; no renegotiation. Immutable; lives as long as the plan, and
/// every handshake uses the one context, which holds the certificate's chain as it is sent.
/// </summary>
internal sealed class TlsPlan
{
    private readonly SslServerAuthenticationOptions _plain;
    private readonly CipherChoice? _ciphers;

    /// <summary>Throws <see cref="CryptographicException"/> where the certificate can't be used.</summary>
    public TlsPlan(ServerCertificate certificate, SslProtocols protocols = SslProtocols.Tls12 | SslProtocols.Tls13, CipherChoice? ciphers = null, ClientTrust? clients = null)
    {
        (Certificate, Clients, _ciphers, Protocols) = (certificate, clients, ciphers, ciphers?.Protocols ?? protocols);
        Context = SslStreamCertificateContext.Create(certificate.Leaf, certificate.Others, offline: true, Told(clients));
        _plain = NewOptions();
    }

    public ServerCertificate Certificate { get; }
    public SslProtocols Protocols { get; }

    /// <summary>Whether it was, when it was read.</summary>
    public bool IsInForce { get; init; } = true;

    /// <summary>Null: clients are asked for no certificate.</summary>
    public ClientTrust? Clients { get; }
    public SslStreamCertificateContext Context { get; }

    /// <summary>Equal ones shake hands alike.</summary>
    public string Digest => string.Join(' ',
        Context.IntermediateCertificates.Prepend(Certificate.Leaf).Select(certificate => certificate.GetCertHashString(HashAlgorithmName.SHA256))
            .Append(Protocols.ToString()).Append(string.Join(',', _ciphers?.Suites ?? [])).Append(Clients?.Digest));

    /// <summary>Of the server, of what it sends beside, and of the clients' authorities.</summary>
    public IEnumerable<CertificateLife> Lives =>
        Context.IntermediateCertificates.Select(certificate => CertificateLife.Of("chain", certificate))
            .Prepend(CertificateLife.Of("server", Certificate.Leaf))
            .Concat((Clients?.Authorities ?? []).Select(certificate => CertificateLife.Of("ca", certificate)));

    /// <summary>For one handshake. <paramref name="proof"/> null exactly when no certificate is asked for.</summary>
    public SslServerAuthenticationOptions Options(CertificateProof? proof)
    {
        if (proof is null)
            return _plain;
        var options = NewOptions();
        options.ClientCertificateRequired = true;

        // The runtime's tickets outlive a change of the CAs, and are good for every listener that shows the same certificate.
        options.AllowTlsResume = false;
        options.CertificateChainPolicy = Clients!.NewPolicy();
        options.RemoteCertificateValidationCallback = proof.Look;
        return options;
    }

    private SslServerAuthenticationOptions NewOptions() => new()
    {
        ServerCertificateContext = Context,
        EnabledSslProtocols = Protocols,
        CipherSuitesPolicy = _ciphers?.Policy,
        AllowRenegotiation = false,
        ClientCertificateRequired = false,
    };

    /// <summary>Names of the authorities, by which a client with several certificates chooses one.</summary>
    private static SslCertificateTrust? Told(ClientTrust? clients) =>
        clients is null || OperatingSystem.IsWindows() ? null : SslCertificateTrust.CreateForX509Collection([.. clients.Authorities], sendTrustInHandshake: true);
}
