using System.Security.Cryptography;
using Compliance.Signing;
using Xunit;

namespace Compliance.Ledger.Tests.Keys;

public sealed class PemKeysTests
{
    // RFC 8032, section 7.1, test 2, in the form of RFC 8410.
    private const string Known = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n-----END PRIVATE KEY-----\n";

    [Fact]
    public void The_algorithm_is_what_the_key_says()
    {
        using var ed25519 = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        using var ecdsa = PemKeys.Read(PemKeys.Create(SignatureKind.EcdsaP256), "test");

        Assert.Equal((SignatureKind.Ed25519, SignatureKind.EcdsaP256), (ed25519.PublicKey.Kind, ecdsa.PublicKey.Kind));
    }

    [Fact]
    public void The_public_half_in_PEM_is_the_same_key()
    {
        foreach (var kind in Enum.GetValues<SignatureKind>())
        {
            using var key = PemKeys.Read(PemKeys.Create(kind), "test");
            Assert.Equal(key.PublicKey, VerifyingKey.TryParse(key.PublicKey.ToPem()));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    public void What_is_no_key_is_refused_with_its_place_and_the_way_out(string pem)
    {
        var e = Assert.Throws<SigningException>(() => PemKeys.Read(pem, "ledger.pem"));

        Assert.StartsWith("ledger.pem: ", e.Message, StringComparison.Ordinal);
        Assert.Contains("openssl genpkey", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_curve_is_refused()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Contains("P-256", Assert.Throws<SigningException>(() => PemKeys.Read(p384.ExportPkcs8PrivateKeyPem(), "test")).Message, StringComparison.Ordinal);
        Assert.Null(VerifyingKey.TryParse(p384.ExportSubjectPublicKeyInfoPem()));
    }

    [Fact]
    public void A_key_of_RFC_8032_has_its_public_half()
    {
        using var key = PemKeys.Read(Known, "test");

        Assert.Equal("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", Convert.ToHexStringLower(key.PublicKey.Bytes));
    }
}
