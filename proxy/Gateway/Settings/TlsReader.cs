using System.Collections.Immutable;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Compliance.Gateway.Tls;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads the certificates and keys that a route's <c>tls</c> names. Null, and problems, where they can't be used.</summary>
internal sealed class TlsReader(string folder, ProblemList problems, SourceFiles sources, TimeProvider time)
{
    public TlsPlan? Read(RouteSettings route)
    {
        var asked = route.ClientTls is { } written ? Trust(written, namesPrincipal: route.Sasl is null) : null;
        if (route.Listen.Tls is not { } settings)
        {
            if (route.ClientTls is { } without)
                problems.Error(without.Place, "Clients can show certificates only where the route listens with TLS: add tls: {certificate: …} to 'listen'.");
            return null;
        }

        return Certificate(settings) is { } certificate && (route.ClientTls is null || asked is not null) ? Plan(settings, certificate, asked) : null;
    }

    private TlsPlan? Plan(TlsSettings settings, ServerCertificate certificate, ClientTrust? clients)
    {
        if (!TryChoose(settings, certificate, out var ciphers))
            return null;
        try
        {
            var life = CertificateLife.Of("server", certificate.Leaf);
            var now = time.GetUtcNow();
            var plan = new TlsPlan(certificate, settings.Protocols, ciphers, clients) { IsInForce = life.NotBefore <= now && life.NotAfter > now };
            Warn(settings.Certificate, plan, life, now);
            return plan;
        }
        catch (Exception e) when (e is CryptographicException or NotSupportedException)
        {
            problems.Error(settings.Certificate.Place, $"The certificate {settings.Certificate} can't be used: {e.Message}");
            return null;
        }
    }

    private ServerCertificate? Certificate(TlsSettings settings)
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
            problems.Error(settings.Certificate.Place, $"The certificate {settings.Certificate}{(settings.Key is { } file ? $" with the private key of {file}" : "")} can't be used: {e.Message} In PEM the server's certificate stands first, and the key fits it; PKCS#12 holds both.");
            return null;
        }
    }

    private bool TryChoose(TlsSettings settings, ServerCertificate certificate, out CipherChoice? choice)
    {
        choice = null;
        if (settings.Ciphers.IsEmpty)
            return true;
        var suites = new List<TlsCipherSuite>();
        foreach (var name in settings.Ciphers)
        {
            if (CipherChoice.Find(name.Value, out var wrong) is { } suite)
                suites.Add(suite);
            else
                problems.Error(name.Place, wrong);
        }

        if (suites.Count < settings.Ciphers.Length)
            return false;
        choice = CipherChoice.Of(suites, settings.Protocols, certificate.Leaf.GetRSAPublicKey() is null ? "ECDSA" : "RSA", out var problem);
        if (choice is null)
            problems.Error(settings.Ciphers[0].Place, problem);
        return choice is not null;
    }

    private ClientTrust? Trust(ClientTlsSettings settings, bool namesPrincipal)
    {
        var authorities = settings.Ca.Select(Authorities).ToImmutableArray();
        if (authorities.IsEmpty || authorities.Any(read => read is null))
            return null;
        var trust = new ClientTrust(settings.IsRequired, authorities.SelectMany(read => read!), settings.Revocation, settings.From, settings.Rules)
        {
            NamesPrincipal = namesPrincipal,
        };
        if (!trust.HasRoot)
            problems.Error(settings.Ca[0].Place, "No certificate of 'ca' is a root (one that signs itself), so no client's would lead to one: add the root; those between may stand beside it.");
        return trust.HasRoot ? trust : null;
    }

    private X509Certificate2Collection? Authorities(Text named)
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

    private void Warn(Text named, TlsPlan plan, CertificateLife life, DateTimeOffset now)
    {
        if (life.NotAfter <= now)
            problems.Warning(named.Place, string.Create(CultureInfo.InvariantCulture, $"The certificate {named} has expired on {life.NotAfter:yyyy-MM-dd HH:mm:ss}Z; clients refuse it. Put a new one in its place."));
        if (life.NotBefore > now)
            problems.Warning(named.Place, string.Create(CultureInfo.InvariantCulture, $"The certificate {named} is not valid before {life.NotBefore:yyyy-MM-dd HH:mm:ss}Z; clients refuse it until then."));
        var sent = plan.Context.IntermediateCertificates.Select(certificate => certificate.Thumbprint).ToHashSet();
        foreach (var odd in plan.Certificate.Others.Where(other => !sent.Contains(other.Thumbprint) && other.Subject != other.Issuer))
            problems.Warning(named.Place, $"{odd.Subject} stands in {named} and is no part of the server certificate's chain, so it is not sent; is the right one missing?");
    }

    private byte[]? Bytes(Text named) => CertificateBytes.Read(named, folder, sources, problems);
}
