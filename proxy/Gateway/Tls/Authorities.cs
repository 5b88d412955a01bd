using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Compliance.Gateway.Tls;

/// <summary>
/// Who vouches for the certificates of one side: roots, and certificates between them and those that are shown. Immutable; nothing is fetched
/// while a handshake runs.
/// </summary>
internal sealed class Authorities
{
    public const string ForServers = "1.3.6.1.5.5.7.3.1";
    public const string ForClients = "1.3.6.1.5.5.7.3.2";
    private readonly X509Certificate2Collection _roots = [];
    private readonly X509Certificate2Collection _intermediates = [];

    public Authorities(IEnumerable<X509Certificate2> certificates)
    {
        foreach (var certificate in certificates)
            (IsRoot(certificate) ? _roots : _intermediates).Add(certificate);
    }

    public bool HasRoot => _roots.Count > 0;
    public IEnumerable<X509Certificate2> All => _roots.Concat(_intermediates);

    /// <summary>In PEM, as others than the runtime take them.</summary>
    public string Pem => string.Concat(All.Select(certificate => certificate.ExportCertificatePem() + "\n"));

    /// <summary>Equal ones vouch alike.</summary>
    public string Digest => string.Join(' ', All.Select(certificate => certificate.GetCertHashString(HashAlgorithmName.SHA256)).Order(StringComparer.Ordinal));

    /// <summary>A new one for each handshake, which adds to it what the other side sends.</summary>
    public X509ChainPolicy NewPolicy(string usage)
    {
        var policy = NewPolicy(X509ChainTrustMode.CustomRootTrust, usage);
        policy.CustomTrustStore.AddRange(_roots);
        policy.ExtraStore.AddRange(_intermediates);
        return policy;
    }

    /// <summary>By the roots that the machine trusts.</summary>
    public static X509ChainPolicy OfMachine(string usage) => NewPolicy(X509ChainTrustMode.System, usage);

    private static X509ChainPolicy NewPolicy(X509ChainTrustMode trust, string usage) => new()
    {
        TrustMode = trust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
        ApplicationPolicy = { new Oid(usage) },
    };

    private static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
