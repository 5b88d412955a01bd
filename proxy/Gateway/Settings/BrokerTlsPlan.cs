using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Tls;
using Compliance.Gateway.Tls.Revocation;

namespace Compliance.Gateway.Settings;

/// <summary>
/// TLS towards the brokers of a cluster: who vouches for them, under which name, and what the proxy shows; no renegotiation. Immutable; lives as
/// long as the plan, and every handshake uses the one context, which holds the certificate's chain as it is sent.
/// </summary>
internal sealed class BrokerTlsPlan
{
    private readonly SslStreamCertificateContext? _context;
    private readonly CipherChoice? _ciphers;

    /// <summary>Throws <see cref="CryptographicException"/> where the certificate can't be used.</summary>
    public BrokerTlsPlan(Authorities? authorities, ServerCertificate? shown = null, SslProtocols protocols = SslProtocols.Tls12 | SslProtocols.Tls13, CipherChoice? ciphers = null, string? name = null)
    {
        (Authorities, Shown, _ciphers, Protocols, Name) = (authorities, shown, ciphers, ciphers?.Protocols ?? protocols, name);
        _context = shown is null ? null : SslStreamCertificateContext.Create(shown.Leaf, shown.Others, offline: true);
    }

    /// <summary>Null: those that the machine trusts.</summary>
    public Authorities? Authorities { get; }

    /// <summary>Lists of what they have revoked; null: it is not looked for.</summary>
    public RevocationLists? Lists { get; init; }

    /// <summary>The file that holds them all in PEM, as others than the runtime take it; null: there is no such file.</summary>
    public string? ListsFile { get; init; }
    public IEnumerable<CertificateLife> ListLives => Lists?.All.Select(list => list.Life) ?? [];

    /// <summary>The certificate by which brokers know the proxy; null: none.</summary>
    public ServerCertificate? Shown { get; }
    public SslProtocols Protocols { get; }

    /// <summary>What brokers' certificates have to name; null: the host by which each is reached.</summary>
    public string? Name { get; }

    /// <summary>Whether the certificate was, when it was read.</summary>
    public bool IsInForce { get; init; } = true;

    /// <summary>Equal ones shake hands alike.</summary>
    public string Digest => string.Join(' ', (IEnumerable<string?>)
    [
        Authorities?.Digest ?? "machine", Shown?.Leaf.GetCertHashString(HashAlgorithmName.SHA256), .. Sent.Select(certificate => certificate.GetCertHashString(HashAlgorithmName.SHA256)),
        $"{Protocols}", string.Join(',', _ciphers?.Suites ?? []), Name, Lists?.Digest,
    ]);

    /// <summary>What is sent beside the proxy's certificate.</summary>
    public IEnumerable<X509Certificate2> Sent => _context?.IntermediateCertificates ?? [];

    /// <summary>Of the proxy's certificate, of what it sends beside, and of the brokers' authorities.</summary>
    public IEnumerable<CertificateLife> Lives =>
        Sent.Select(certificate => CertificateLife.Of("chain", certificate))
            .Concat(Shown is null ? [] : [CertificateLife.Of("client", Shown.Leaf)])
            .Concat((Authorities?.All ?? []).Select(certificate => CertificateLife.Of("ca", certificate)));

    public string NameOf(BrokerAddress broker) => Name ?? broker.Host;

    /// <summary>For one handshake.</summary>
    public SslClientAuthenticationOptions Options(BrokerAddress broker, BrokerProof proof) => new()
    {
        TargetHost = NameOf(broker),
        EnabledSslProtocols = Protocols,
        CipherSuitesPolicy = _ciphers?.Policy,
        AllowRenegotiation = false,
        ClientCertificateContext = _context,
        CertificateChainPolicy = Authorities?.NewPolicy(Tls.Authorities.ForServers) ?? Tls.Authorities.OfMachine(Tls.Authorities.ForServers),
        RemoteCertificateValidationCallback = proof.Look,
    };
}
