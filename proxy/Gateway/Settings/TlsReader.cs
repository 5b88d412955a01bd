using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Settings.Checks;
using Compliance.Gateway.Tls;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads the certificates and keys that a route's <c>tls</c> names. Null, and problems, where they can't be used.</summary>
internal sealed class TlsReader(CertificateReader reader, ProblemList problems, TimeProvider time)
{
    private readonly RevocationReader _revoked = new(reader, problems, time);

    public TlsPlan? Read(RouteSettings route)
    {
        var asked = route.ClientTls is { } written ? Trust(written, namesPrincipal: route.Sasl is null) : null;
        if (route.Listen.Tls is not { } settings)
        {
            if (route.ClientTls is { } without)
                problems.Error(without.Place, "Clients can show certificates only where the route listens with TLS: add tls: {certificate: …} to 'listen'.");
            return null;
        }

        if (reader.Certificate(settings) is not { } certificate || route.ClientTls is not null && asked is null)
            return null;

        // Here, since certificates come into force without the rest of the settings too.
        return route.Listen.Sni is not { } names || SniCertificateCheck.Run(names, certificate.Leaf, problems) ? Plan(settings, certificate, asked) : null;
    }

    private TlsPlan? Plan(TlsSettings settings, ServerCertificate certificate, ClientTrust? clients)
    {
        if (!reader.TryChoose(settings.Ciphers, settings.Protocols, certificate.Leaf.GetRSAPublicKey() is null ? "ECDSA" : "RSA", out var ciphers))
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

    private ClientTrust? Trust(ClientTlsSettings settings, bool namesPrincipal)
    {
        var authorities = settings.Ca.Select(reader.Authorities).ToImmutableArray();
        if (authorities.IsEmpty || authorities.Any(read => read is null)
            || !_revoked.TryRead("clients.tls.crl", settings.Lists, authorities.SelectMany(read => read!), out var lists))
            return null;
        var trust = new ClientTrust(settings.IsRequired, authorities.SelectMany(read => read!), settings.Revocation, settings.From, settings.Rules)
        {
            NamesPrincipal = namesPrincipal,
            Lists = lists,
        };
        if (!trust.HasRoot)
            problems.Error(settings.Ca[0].Place, "No certificate of 'ca' is a root (one that signs itself), so no client's would lead to one: add the root; those between may stand beside it.");
        return trust.HasRoot ? trust : null;
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
}
