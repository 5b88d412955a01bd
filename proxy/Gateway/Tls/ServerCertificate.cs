using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Compliance.Gateway.Tls;

/// <summary>
/// A certificate that the proxy shows, to clients or to brokers, with its key and what stands beside it: the chain that leads to its root. Immutable; lives as long as a plan, and
/// longer where a connection still uses it.
/// </summary>
internal sealed class ServerCertificate
{
    private const string KeyLabel = "PRIVATE KEY-----";

    /// <summary>The first byte of whatever ASN.1 holds together.</summary>
    private const byte Sequence = 0x30;

    private ServerCertificate(X509Certificate2 leaf, X509Certificate2Collection others) => (Leaf, Others) = (leaf, others);

    /// <summary>With its private key.</summary>
    public X509Certificate2 Leaf { get; }
    public X509Certificate2Collection Others { get; }

    /// <summary>
    /// PEM (the server's certificate first), or PKCS#12 with one key. <paramref name="key"/> null: it stands in <paramref name="certificate"/>.
    /// Throws <see cref="CryptographicException"/> with what is wrong.
    /// </summary>
    public static ServerCertificate Read(ReadOnlySpan<byte> certificate, ReadOnlySpan<byte> key, string? password)
    {
        if (IsPem(certificate))
            return ReadPem(Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key.IsEmpty ? certificate : key), password);
        if (certificate.IsEmpty || certificate[0] != Sequence)
            throw new CryptographicException("It is neither PEM nor PKCS#12.");
        if (!key.IsEmpty)
            throw new CryptographicException("PKCS#12 holds its own key, so leave 'key' out.");
        return ReadPkcs12(certificate, password);
    }

    /// <summary>The key alone, as others than the runtime take it.</summary>
    public string KeyPem()
    {
        using AsymmetricAlgorithm key = (AsymmetricAlgorithm?)Leaf.GetRSAPrivateKey() ?? Leaf.GetECDsaPrivateKey() ?? throw new CryptographicException("The key is neither RSA nor ECDSA.");
        return key.ExportPkcs8PrivateKeyPem();
    }

    public static bool IsPem(ReadOnlySpan<byte> bytes) => bytes.IndexOf("-----BEGIN "u8) >= 0;

    private static ServerCertificate ReadPem(string certificate, string key, string? password)
    {
        if (!key.Contains(KeyLabel, StringComparison.Ordinal))
            throw new CryptographicException("There is no private key (-----BEGIN PRIVATE KEY-----).");
        if (key.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            throw new CryptographicException("The key is encrypted in OpenSSL's old way; convert it with 'openssl pkcs8 -topk8'.");
        var isEncrypted = key.Contains("BEGIN ENCRYPTED " + KeyLabel, StringComparison.Ordinal);
        if (isEncrypted && password is null)
            throw new CryptographicException("The key has a password; name it with 'password'.");
        if (!isEncrypted && password is not null)
            throw new CryptographicException("The key has no password; leave 'password' out.");
        using var read = Join(certificate, key, isEncrypted ? password : null);

        // OpenSSL and the context want a key that is not tied to the PEM object's lifetime.
        var leaf = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        var others = new X509Certificate2Collection();
        others.ImportFromPem(certificate);
        others.Remove(leaf);
        return new ServerCertificate(leaf, others);
    }

    private static X509Certificate2 Join(string certificate, string key, string? password)
    {
        try
        {
            return password is null ? X509Certificate2.CreateFromPem(certificate, key) : X509Certificate2.CreateFromEncryptedPem(certificate, key, password);
        }
        catch (ArgumentException)
        {
            throw new CryptographicException("The key is not the certificate's.");
        }
    }

    private static ServerCertificate ReadPkcs12(ReadOnlySpan<byte> bytes, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(bytes, password);
        var own = all.Where(certificate => certificate.HasPrivateKey).ToList();
        if (own.Count != 1)
            throw new CryptographicException($"It holds {own.Count} certificates with a private key; it should hold one.");
        all.Remove(own[0]);
        return new ServerCertificate(own[0], all);
    }
}
