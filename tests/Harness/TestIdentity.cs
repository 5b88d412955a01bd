using System.Security.Cryptography.X509Certificates;

namespace Compliance.Harness;

/// <summary>A certificate of a <see cref="TestAuthority"/> with its key, in every form that somebody takes.</summary>
public sealed record TestIdentity(X509Certificate2 Certificate, string KeyPem, string ChainPem) : IDisposable
{
    /// <summary>The certificate, and its chain without the root.</summary>
    public string CertificatePem => Certificate.ExportCertificatePem() + "\n" + ChainPem;

    public string Pem => CertificatePem + KeyPem;

    /// <summary>The chain's certificates.</summary>
    public X509Certificate2Collection Chain
    {
        get
        {
            var chain = new X509Certificate2Collection();
            if (ChainPem.Length > 0)
                chain.ImportFromPem(ChainPem);
            return chain;
        }
    }

    /// <summary>PKCS#12 with the chain, as Java's keystores and others take it.</summary>
    public byte[] Pkcs12(string? password)
    {
        var all = Chain;
        all.Insert(0, Certificate);
        return all.Export(X509ContentType.Pkcs12, password)!;
    }

    public void Dispose() => Certificate.Dispose();
}
