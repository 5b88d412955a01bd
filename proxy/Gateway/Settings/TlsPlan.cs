using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Compliance.Gateway.Settings;

/// <summary>
/// TLS towards clients: 1.2 and 1.3, no renegotiation, no client certificate. Immutable; lives as long as the plan, and every handshake
/// uses the one context, which holds the certificate's chain as it is sent.
/// </summary>
internal sealed class TlsPlan
{
    private TlsPlan(SslStreamCertificateContext context) => Options = new SslServerAuthenticationOptions
    {
        ServerCertificateContext = context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
        ClientCertificateRequired = false,
    };

    public SslServerAuthenticationOptions Options { get; }

    /// <summary>
    /// Reads PEM: the server's certificate first, then the chain that leads to its root, and a private key that fits. Throws
    /// <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/> or <see cref="CryptographicException"/>.
    /// </summary>
    public static TlsPlan Read(string certificateFile, string keyFile)
    {
        using var pem = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);

        // OpenSSL and the context want a key that is not tied to the PEM object's lifetime.
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);
        chain.Remove(certificate);
        return new TlsPlan(SslStreamCertificateContext.Create(certificate, chain, offline: true));
    }
}
