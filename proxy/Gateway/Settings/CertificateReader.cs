using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Compliance.Gateway.Tls;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads what settings of TLS name, towards clients and brokers alike: certificates with their keys, authorities, cipher suites.</summary>
internal sealed class CertificateReader(string folder, ProblemList problems, SourceFiles sources)
{
    /// <summary>Null, and a problem, where it can't be used.</summary>
    public ServerCertificate? Certificate(TlsSettings settings)
    {
        var certificate = Bytes(settings.Certificate);
        var key = settings.Key is { } named ? Bytes(named) : [];
        var password = settings.Password is { } secret && SecretText.IsReference(secret.Value) ? SecretText.Resolve(secret, folder, sources, problems) : null;
        if (certificate is null || key is null || settings.Password is not null && password is null)
            return null;
        try
        {
            // The same file named twice.
            return ServerCertificate.Read(certificate, !ServerCertificate.IsPem(certificate) && certificate.AsSpan().SequenceEqual(key) ? [] : key, password);
        }
        catch (CryptographicException e)
        {
            problems.Error(settings.Certificate.Place, $"The certificate {settings.Certificate}{(settings.Key is { } file ? $" with the private key of {file}" : "")} can't be used: {e.Message} In PEM it stands first, its chain behind it, and the key fits it; PKCS#12 holds both.");
            return null;
        }
    }

    /// <summary>False, and a problem, where nobody could connect. <paramref name="choice"/> null: the platform chooses.</summary>
    public bool TryChoose(ImmutableArray<Text> ciphers, SslProtocols protocols, string? keyAlgorithm, out CipherChoice? choice)
    {
        choice = null;
        if (ciphers.IsEmpty)
            return true;
        var suites = new List<TlsCipherSuite>();
        foreach (var name in ciphers)
        {
            if (CipherChoice.Find(name.Value, out var wrong) is { } suite)
                suites.Add(suite);
            else
                problems.Error(name.Place, wrong);
        }

        if (suites.Count < ciphers.Length)
            return false;
        choice = CipherChoice.Of(suites, protocols, keyAlgorithm, out var problem);
        if (choice is null)
            problems.Error(ciphers[0].Place, problem);
        return choice is not null;
    }

    /// <summary>The certificates of a PEM file; null, and a problem, where there are none.</summary>
    public X509Certificate2Collection? Authorities(Text named)
    {
        if (Bytes(named) is not { } bytes)
            return null;
        try
        {
            var read = new X509Certificate2Collection();
            if (ServerCertificate.IsPem(bytes))
                read.ImportFromPem(Encoding.UTF8.GetString(bytes));
            if (read.Count > 0)
                return read;
            problems.Error(named.Place, $"{named} holds no certificate; it is PEM.");
        }
        catch (CryptographicException e)
        {
            problems.Error(named.Place, $"The certificates of {named} can't be read: {e.Message}");
        }

        return null;
    }

    /// <summary>The bytes of a list of revoked certificates: some hundred thousand of them at most, as far as a change would be noticed.</summary>
    public byte[]? List(Text named) => CertificateBytes.Read(named, folder, sources, problems, SourceFiles.MaxBytes);

    /// <summary>Where the file is, if it is one and in PEM.</summary>
    public string? PemFileOf(Text named) =>
        (SecretText.IsReference(named.Value) ? SecretText.FileOf(named) : named.Value) is { } file && List(named) is { } bytes && ServerCertificate.IsPem(bytes) ? Path.GetFullPath(Path.Combine(folder, file)) : null;

    private byte[]? Bytes(Text named) => CertificateBytes.Read(named, folder, sources, problems);
}
