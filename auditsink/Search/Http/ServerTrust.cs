using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Compliance.Search.Settings;

namespace Compliance.Search.Http;

/// <summary>
/// Who may be the server, and who we are. With authorities of our own exactly they count, and none of the machine's; the server's name is
/// checked in any case, and nothing turns that off. Stateless.
/// </summary>
internal static class ServerTrust
{
    public static SslClientAuthenticationOptions Options(ElasticsearchSettings settings)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = settings.Url.Host };
        if (settings.Ca is { } file)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(Authorities(file));
            options.CertificateChainPolicy = policy;
        }

        if (settings is { Certificate: { } certificate, CertificateKey: { } key })
            options.ClientCertificates = [Ours(certificate, key)];
        return options;
    }

    /// <summary>Which setting cannot be used, and why; null: all can.</summary>
    public static (string Key, string Problem)? Problem(ElasticsearchSettings settings)
    {
        if (settings.Ca is { } file && Try(() => Authorities(file)) is { } fault)
            return ("ca", $"must be a PEM file with the certificates of the authorities to trust: {file} {fault}.");
        return settings is { Certificate: { } certificate, CertificateKey: { } key } && Try(() => Ours(certificate, key)) is { } other
            ? ("certificate", $"must be a PEM file whose certificate fits elasticsearch.certificateKey: {certificate} {other}.")
            : null;
    }

    private static X509Certificate2Collection Authorities(string file)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(file);
        return found.Count > 0 ? found : throw new CryptographicException();
    }

    // Windows needs the key in a store, which only the detour over PKCS#12 does.
    private static X509Certificate2 Ours(string file, string key)
    {
        using var pair = X509Certificate2.CreateFromPem(File.ReadAllText(file), key);
        return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
    }

    private static string? Try(Func<object> read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "cannot be read";
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return "holds none that can be used";
        }
    }
}
