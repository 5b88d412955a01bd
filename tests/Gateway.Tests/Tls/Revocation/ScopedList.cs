using System.Security.Cryptography.X509Certificates;
using Compliance.Harness;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace Compliance.Gateway.Tests.Tls.Revocation;

/// <summary>Lists of revoked certificates in the less common forms, which the runtime does not write; nobody stands on them.</summary>
internal static class ScopedList
{
    public static byte[] Sign(TestAuthority authority, bool onlyUsers = false, bool onlyAuthorities = false, Uri? place = null, bool isIndirect = false, bool isDelta = false, bool hasEnd = true)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var list = new X509V2CrlGenerator();
        list.SetIssuerDN(X509Name.GetInstance(authority.Certificate.SubjectName.RawData));
        list.SetThisUpdate(now.AddHours(-1));
        if (hasEnd)
            list.SetNextUpdate(now.AddDays(7));
        var point = place is null ? null : new DistributionPointName(new GeneralNames(new GeneralName(GeneralName.UniformResourceIdentifier, place.AbsoluteUri)));
        if (onlyUsers || onlyAuthorities || isIndirect || point is not null)
            list.AddExtension(X509Extensions.IssuingDistributionPoint, true, new IssuingDistributionPoint(point, onlyUsers, onlyAuthorities, null, isIndirect, false));
        if (isDelta)
            list.AddExtension(X509Extensions.DeltaCrlIndicator, true, new CrlNumber(BigInteger.One));
        using var key = authority.Certificate.GetECDsaPrivateKey()!;
        return list.Generate(new Asn1SignatureFactory("SHA256WITHECDSA", PrivateKeyFactory.CreateKey(key.ExportPkcs8PrivateKey()))).GetEncoded();
    }
}
