using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Compliance.Harness;

/// <summary>
/// A server's certificate for 127.0.0.1 and localhost, in PEM files as servers take them: signed by itself, so that a client which trusts
/// <see cref="CertificateFile"/> trusts the server.
/// </summary>
public sealed record TestCertificate(string CertificateFile, string KeyFile, string BothFile)
{
    /// <param name="folder">Where its files are written.</param>
    /// <param name="days">For how long it is valid yet; below 0: since when it is no more.</param>
    public static TestCertificate Create(TempFolder folder, int days = 2)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(Math.Min(0, days) - 1), TimeProvider.System.GetUtcNow().AddDays(days));
        string pem = certificate.ExportCertificatePem() + "\n", secret = key.ExportPkcs8PrivateKeyPem() + "\n";
        return new TestCertificate(folder.Write("server.crt", pem), folder.Write("server.key", secret), folder.Write("server.pem", pem + secret));
    }
}
