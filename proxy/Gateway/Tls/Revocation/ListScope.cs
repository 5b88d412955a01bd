using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace Compliance.Gateway.Tls.Revocation;

/// <summary>
/// About which of its issuer's certificates a list speaks, by its issuing distribution point (RFC 5280 section 5.2.5): all, those of
/// authorities or of others, those that name the same place. Immutable.
/// </summary>
internal sealed class ListScope
{
    private const string DistributionPoints = "2.5.29.31";
    private readonly IssuingDistributionPoint? _point;

    private ListScope(IssuingDistributionPoint? point) => _point = point;

    /// <summary>Throws <see cref="CryptographicException"/> for a list that alone says too little.</summary>
    public static ListScope Of(X509Crl list)
    {
        var known = new HashSet<string> { X509Extensions.IssuingDistributionPoint.Id, X509Extensions.AuthorityKeyIdentifier.Id, X509Extensions.CrlNumber.Id };
        foreach (var critical in list.GetCriticalExtensionOids() ?? new HashSet<string>())
        {
            if (critical == X509Extensions.DeltaCrlIndicator.Id)
                throw new CryptographicException("It is a delta list, which holds changes alone; name the full one.");
            if (!known.Contains(critical))
                throw new CryptographicException($"It has a critical extension that is not known ({critical}).");
        }

        var point = list.GetExtensionValue(X509Extensions.IssuingDistributionPoint) is { } value ? IssuingDistributionPoint.GetInstance(Asn1Object.FromByteArray(value.GetOctets())) : null;
        if (point is not null && (point.IsIndirectCrl || point.OnlySomeReasons is not null || point.OnlyContainsAttributeCerts))
            throw new CryptographicException("It is a part of what is revoked (by reason, of attribute certificates, or of other authorities too); name the full list.");
        return new ListScope(point);
    }

    /// <summary>The list's number, or nothing where it has none.</summary>
    public static string NumberOf(X509Crl list) =>
        list.GetExtensionValue(X509Extensions.CrlNumber) is { } value ? DerInteger.GetInstance(Asn1Object.FromByteArray(value.GetOctets())).PositiveValue.ToString() : "";

    public bool Covers(X509Certificate2 certificate)
    {
        if (_point is null)
            return true;
        var isAuthority = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(basic => basic.CertificateAuthority);
        if (_point.OnlyContainsUserCerts && isAuthority || _point.OnlyContainsCACerts && !isAuthority)
            return false;

        // A list of one place is about those alone whose certificate names the place.
        return _point.DistributionPoint is not { } place || NamesOf(certificate).Any(name => PlacesOf(place).Contains(name));
    }

    private static List<GeneralName> NamesOf(X509Certificate2 certificate)
    {
        if (certificate.Extensions[DistributionPoints] is not { } extension)
            return [];
        try
        {
            var points = CrlDistPoint.GetInstance(Asn1Object.FromByteArray(extension.RawData)).GetDistributionPoints();
            return [.. points.Select(point => point.DistributionPointName).OfType<DistributionPointName>().SelectMany(PlacesOf)];
        }
        catch (Exception)
        {
            // Of a malformed extension the library throws many things: a certificate that names no place is on no list.
            return [];
        }
    }

    private static GeneralName[] PlacesOf(DistributionPointName place) => place.Type == DistributionPointName.FullName ? GeneralNames.GetInstance(place.Name).GetNames() : [];
}
