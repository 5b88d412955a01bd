using System.Security.Cryptography;
using NSec.Cryptography;

namespace Compliance.Signing;

/// <summary>Keys as PEM "PRIVATE KEY" (PKCS#8), out of a file, a secret or the environment: the text says which algorithm. Pure.</summary>
public static class PemKeys
{
    private const string Label = "PRIVATE KEY";

    /// <param name="pem">The text.</param>
    /// <param name="origin">Where it stands, for the error alone.</param>
    public static SigningKey Read(string pem, string origin)
    {
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] != Label)
            throw Unusable(origin, null);
        var der = Convert.FromBase64String(pem[fields.Base64Data]);
        try
        {
            if (Key.TryImport(SignatureAlgorithm.Ed25519, der, KeyBlobFormat.PkixPrivateKey, out var ed25519))
                return new Ed25519Key(ed25519!);
            var ecdsa = ECDsa.Create();
            ecdsa.ImportPkcs8PrivateKey(der, out _);
            return new EcdsaKey(ecdsa);
        }
        catch (CryptographicException e)
        {
            throw Unusable(origin, e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>A new key's PEM.</summary>
    public static string Create(SignatureKind kind)
    {
        if (kind == SignatureKind.EcdsaP256)
        {
            using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return ecdsa.ExportPkcs8PrivateKeyPem();
        }

        using var key = Key.Create(SignatureAlgorithm.Ed25519, new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        return PemEncoding.WriteString(Label, key.Export(KeyBlobFormat.PkixPrivateKey));
    }

    private static SigningException Unusable(string origin, Exception? inner) => new(
        $"{origin}: no private key of Ed25519 or P-256 in PEM (-----BEGIN {Label}-----, PKCS#8, not encrypted). Make one: openssl genpkey -algorithm ed25519", inner);
}
