using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Compliance.Harness;
using Compliance.Harness.Broker;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>A cluster of one fake broker behind TLS.</summary>
internal static class TlsBroker
{
    /// <param name="identity">What it shows.</param>
    /// <param name="clients">Who vouches for its clients; null: it asks them for no certificate.</param>
    /// <param name="version">What it speaks.</param>
    public static async Task<FakeCluster> StartAsync(TestIdentity identity, X509Certificate2? clients = null, SslProtocols version = SslProtocols.None)
    {
        var cluster = await FakeCluster.StartAsync();
        cluster.Brokers[0].Tls = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(identity.Certificate, identity.Chain, offline: true),
            EnabledSslProtocols = version,
            ClientCertificateRequired = clients is not null,
            AllowTlsResume = false,
            CertificateChainPolicy = clients is null ? null : new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { clients },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
            RemoteCertificateValidationCallback = (_, _, _, errors) => clients is null || errors == SslPolicyErrors.None,
        };
        return cluster;
    }
}
