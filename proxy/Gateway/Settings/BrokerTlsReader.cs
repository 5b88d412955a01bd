using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Compliance.Gateway.Tls;
using Compliance.Rules;

namespace Compliance.Gateway.Settings;

/// <summary>Reads the certificates and keys that a cluster's <c>tls</c> names. Null, and problems, where they can't be used.</summary>
internal sealed class BrokerTlsReader(CertificateReader reader, ProblemList problems, TimeProvider time)
{
    private readonly RevocationReader _revoked = new(reader, problems, time);

    public BrokerTlsPlan? Read(BrokerTlsSettings settings)
    {
        var certificate = settings.Shown is { } shown ? reader.Certificate(shown) : null;
        var authorities = Trust(settings);
        if (!reader.TryChoose(settings.Ciphers, settings.Protocols, null, out var ciphers)
            || (settings.Shown is not null && certificate is null) || (!settings.Ca.IsEmpty && authorities is null)
            || !_revoked.TryRead("the cluster's tls.crl", settings.Lists, authorities?.All ?? [], out var lists))
            return null;
        try
        {
            return new BrokerTlsPlan(authorities, certificate, settings.Protocols, ciphers, settings.Name?.Value)
            {
                IsInForce = certificate is null || IsInForce(settings, certificate),
                Lists = lists,
                ListsFile = settings.Lists is [var only] ? reader.PemFileOf(only) : null,
            };
        }
        catch (Exception e) when (e is CryptographicException or NotSupportedException)
        {
            problems.Error(settings.Place, $"The certificate for brokers can't be used: {e.Message}");
            return null;
        }
    }

    private Authorities? Trust(BrokerTlsSettings settings)
    {
        var read = settings.Ca.Select(reader.Authorities).ToImmutableArray();
        if (read.IsEmpty || read.Any(authorities => authorities is null))
            return null;
        var trust = new Authorities(read.SelectMany(authorities => authorities!));
        if (!trust.HasRoot)
            problems.Error(settings.Ca[0].Place, "No certificate of 'ca' is a root (one that signs itself), so no broker's would lead to one: add the root; those between may stand beside it.");
        return trust.HasRoot ? trust : null;
    }

    private bool IsInForce(BrokerTlsSettings settings, ServerCertificate certificate)
    {
        var (life, now, named) = (CertificateLife.Of("client", certificate.Leaf), time.GetUtcNow(), settings.Shown!.Certificate);
        if (life.NotAfter <= now)
            problems.Warning(named.Place, string.Create(CultureInfo.InvariantCulture, $"The certificate {named} has expired on {life.NotAfter:yyyy-MM-dd HH:mm:ss}Z; brokers refuse it. Put a new one in its place."));
        if (life.NotBefore > now)
            problems.Warning(named.Place, string.Create(CultureInfo.InvariantCulture, $"The certificate {named} is not valid before {life.NotBefore:yyyy-MM-dd HH:mm:ss}Z; brokers refuse it until then."));
        return life.NotBefore <= now && life.NotAfter > now;
    }
}
