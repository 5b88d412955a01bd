using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Compliance.Gateway.Tls;

/// <summary>Who vouches for a server that the proxy asks by https. Stateless.</summary>
internal static class OwnRoots
{
    /// <param name="pem">Certificates of which one has to lead to the server's, and no other; null: those that the machine trusts. Its name is checked in any case.</param>
    public static SslClientAuthenticationOptions Trusting(string? pem)
    {
        var options = new SslClientAuthenticationOptions();
        if (pem is null)
            return options;
        options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        options.CertificateChainPolicy.CustomTrustStore.ImportFromPem(pem);
        return options;
    }
}
