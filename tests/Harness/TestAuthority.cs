using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Compliance.Harness;

/// <summary>A certificate authority of a test: a root that signs itself, or one below another. Not thread-safe.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private readonly X509Certificate2 _certificate;
    private readonly TestAuthority? _above;

    private TestAuthority(string subject, TestAuthority? above)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var (from, to) = (TimeProvider.System.GetUtcNow().AddYears(-1), TimeProvider.System.GetUtcNow().AddYears(2));
        _above = above;
        _certificate = above is null ? request.CreateSelfSigned(from, to) : request.Create(above._certificate, from.AddMinutes(1), to.AddMinutes(-1), RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }

    public X509Certificate2 Certificate => _certificate;

    public string Pem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>This authority's certificate and those above it, without the root.</summary>
    public string ChainPem => _above is null ? "" : Pem + _above.ChainPem;

    public static TestAuthority Root(string subject = "CN=Test Root") => new(subject, null);

    public TestAuthority Below(string subject = "CN=Test Issuing") => new(subject, this);

    /// <summary>A certificate for a server at localhost, or at another <paramref name="host"/> alone.</summary>
    public TestIdentity Server(string subject = "CN=localhost", TimeSpan? from = null, TimeSpan? to = null, string? host = null) =>
        Issue(new X500DistinguishedName(subject), ForServers, from, to, names =>
        {
            names.AddDnsName(host ?? "localhost");
            if (host is null)
                names.AddIpAddress(IPAddress.Loopback);
        });

    /// <summary>A certificate for a server of these names alone, be they wildcards.</summary>
    public TestIdentity ServerOf(params string[] hosts) =>
        Issue(new X500DistinguishedName("CN=server"), ForServers, null, null, names => Array.ForEach(hosts, names.AddDnsName));

    /// <summary>A certificate for a client.</summary>
    /// <param name="subject">Whose it is.</param>
    /// <param name="from">From now; an hour ago if left out.</param>
    /// <param name="to">From now; in 90 days if left out.</param>
    /// <param name="names">Alternative names.</param>
    /// <param name="list">Where the list of revoked certificates is; null: nowhere.</param>
    public TestIdentity Client(string subject, TimeSpan? from = null, TimeSpan? to = null, Action<SubjectAlternativeNameBuilder>? names = null, Uri? list = null) =>
        Issue(new X500DistinguishedName(subject), ForClients, from, to, names, list);

    /// <summary>The list of these, revoked an hour ago, as authorities publish it.</summary>
    public byte[] Revoke(params X509Certificate2[] certificates) => List(certificates);

    /// <param name="certificates">Which are revoked.</param>
    /// <param name="number">The list's.</param>
    /// <param name="from">When it was made, from now; an hour ago if left out.</param>
    /// <param name="to">How long it holds, from now; seven days if left out.</param>
    public byte[] List(IEnumerable<X509Certificate2> certificates, int number = 1, TimeSpan? from = null, TimeSpan? to = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var list = new CertificateRevocationListBuilder();
        foreach (var certificate in certificates)
            list.AddEntry(certificate, now.AddHours(-1));
        return list.Build(_certificate, number, now + (to ?? TimeSpan.FromDays(7)), HashAlgorithmName.SHA256, thisUpdate: now + (from ?? TimeSpan.FromHours(-1)));
    }

    public void Dispose() => _certificate.Dispose();

    /// <param name="subject">Whose it is.</param>
    /// <param name="use">Extended key usage.</param>
    /// <param name="from">From now; an hour ago if left out.</param>
    /// <param name="to">From now; in 90 days if left out.</param>
    /// <param name="fill">Alternative names; null: none.</param>
    /// <param name="list">Where the list of revoked certificates is; null: nowhere.</param>
    private TestIdentity Issue(X500DistinguishedName subject, string use, TimeSpan? from, TimeSpan? to, Action<SubjectAlternativeNameBuilder>? fill, Uri? list = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        if (fill is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            fill(names);
            request.CertificateExtensions.Add(names.Build());
        }

        if (list is not null)
            request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([list.AbsoluteUri]));
        var now = TimeProvider.System.GetUtcNow();
        using var bare = request.Create(_certificate, now + (from ?? TimeSpan.FromHours(-1)), now + (to ?? TimeSpan.FromDays(90)), RandomNumberGenerator.GetBytes(8));
        return new TestIdentity(bare.CopyWithPrivateKey(key), key.ExportPkcs8PrivateKeyPem() + "\n", ChainPem);
    }
}
