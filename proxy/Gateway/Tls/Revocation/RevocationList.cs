using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace Compliance.Gateway.Tls.Revocation;

/// <summary>
/// One list of revoked certificates (RFC 5280 section 5), as its issuer has signed it. Immutable but for the key by which the signature was
/// verified, which is found once; thread-safe.
/// </summary>
internal sealed class RevocationList
{
    public const string Use = "crl";
    private readonly X509Crl _list;
    private readonly ListScope _scope;
    private readonly FrozenDictionary<BigInteger, DateTime> _revoked;
    private volatile byte[]? _signer;

    /// <summary>Throws <see cref="CryptographicException"/> with what is wrong.</summary>
    public RevocationList(byte[] der)
    {
        (_list, Sha256) = (new X509Crl(der), Convert.ToHexStringLower(SHA256.HashData(der)));
        _scope = ListScope.Of(_list);
        if (_list.NextUpdate is not { } next)
            throw new CryptographicException("It does not say when the next one comes (nextUpdate), so nobody knows how long it holds.");
        var entries = _list.GetRevokedCertificates() ?? new HashSet<X509CrlEntry>();
        if (entries.Any(entry => entry.GetCriticalExtensionOids() is { Count: > 0 }))
            throw new CryptographicException("One of its entries has a critical extension, as in lists that one authority signs for others; such are not read.");
        _revoked = entries.DistinctBy(entry => entry.SerialNumber).ToFrozenDictionary(entry => entry.SerialNumber, entry => entry.RevocationDate);
        Issuer = SubjectText.Of(new X500DistinguishedName(_list.IssuerDN.GetEncoded()));
        Life = new CertificateLife(Use, SubjectText.ForLog(Issuer), ListScope.NumberOf(_list), Utc(_list.ThisUpdate), Utc(next));
    }

    /// <summary>Whose it says it is.</summary>
    public string Issuer { get; }

    /// <summary>Of its bytes.</summary>
    public string Sha256 { get; }

    /// <summary>How many certificates stand on it.</summary>
    public int Count => _revoked.Count;

    /// <summary>From its making to the time by which the next one should be there; its number stands for the serial.</summary>
    public CertificateLife Life { get; }

    /// <summary>It bears the name of who has issued the certificate, and is about certificates of that kind.</summary>
    public bool IsAbout(X509Certificate2 certificate) =>
        Org.BouncyCastle.Asn1.X509.X509Name.GetInstance(certificate.IssuerName.RawData).Equivalent(_list.IssuerDN) && _scope.Covers(certificate);

    /// <summary>The certificate bears the issuer's name.</summary>
    public bool NamesAsIssuer(X509Certificate2 certificate) => Org.BouncyCastle.Asn1.X509.X509Name.GetInstance(certificate.SubjectName.RawData).Equivalent(_list.IssuerDN);

    /// <summary>The signature is that of this authority, which may sign lists.</summary>
    public bool IsSignedBy(X509Certificate2 authority)
    {
        if (authority.Extensions.OfType<X509KeyUsageExtension>().Any(usage => (usage.KeyUsages & X509KeyUsageFlags.CrlSign) == 0))
            return false;
        var key = authority.PublicKey.ExportSubjectPublicKeyInfo();
        if (_signer.AsSpan().SequenceEqual(key))
            return true;
        try
        {
            _list.Verify(PublicKeyFactory.CreateKey(key));
            _signer = key;
            return true;
        }
        catch (Exception)
        {
            // Of a foreign signature the library throws many things, and none of them says that it is good.
            return false;
        }
    }

    /// <summary>Since when the certificate is revoked; null: it is not.</summary>
    public string? RevokedSince(X509Certificate2 certificate) =>
        _revoked.TryGetValue(new BigInteger(certificate.SerialNumberBytes.ToArray()), out var since) ? since.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : null;

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
