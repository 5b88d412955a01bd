using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Compliance.Signing;

/// <summary>
/// A key that signatures are checked with. It has no name of its own: each log signs under its origin, and name and key together make the
/// id that stands in a signature. Immutable; any thread.
/// </summary>
public sealed class VerifyingKey : IEquatable<VerifyingKey>
{
    private const string P256 = "1.2.840.10045.3.1.7";
    private readonly byte[] _bytes;

    private VerifyingKey(SignatureKind kind, byte[] bytes) => (Kind, _bytes) = (kind, bytes);

    public SignatureKind Kind { get; }

    /// <summary>32 bytes of Ed25519, or the SubjectPublicKeyInfo of ECDSA.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Null if the bytes are no key of that kind.</summary>
    public static VerifyingKey? TryCreate(SignatureKind kind, ReadOnlySpan<byte> bytes) => kind switch
    {
        SignatureKind.Ed25519 when PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out _) => new(kind, bytes.ToArray()),
        SignatureKind.EcdsaP256 when IsP256(bytes) => new(kind, bytes.ToArray()),
        _ => null,
    };

    /// <summary>Reads a PEM "PUBLIC KEY", or a verifier key as <see cref="ToVerifierKey"/> writes it; null if it is neither.</summary>
    public static VerifyingKey? TryParse(string text)
    {
        text = text.Trim();
        if (!text.StartsWith("-----", StringComparison.Ordinal))
            return VerifierKey.TryParse(text)?.Key;
        if (!PemEncoding.TryFind(text, out var fields) || text[fields.Label] != "PUBLIC KEY")
            return null;
        var der = Convert.FromBase64String(text[fields.Base64Data]);
        return PublicKey.TryImport(SignatureAlgorithm.Ed25519, der, KeyBlobFormat.PkixPublicKey, out var ed)
            ? new(SignatureKind.Ed25519, ed!.Export(KeyBlobFormat.RawPublicKey))
            : TryCreate(SignatureKind.EcdsaP256, der);
    }

    /// <summary>The first four bytes of a hash, under which a signature by that key in that name is found.</summary>
    public uint IdFor(string name)
    {
        var hash = Kind == SignatureKind.EcdsaP256
            ? SHA256.HashData(_bytes)
            : SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)Kind, .. _bytes]);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    /// <summary><c>name+id+base64</c>: the form in which C2SP's tools take a log's key.</summary>
    public string ToVerifierKey(string name) => new VerifierKey(name, this).ToString();

    /// <summary>The key in PEM, for openssl and its like.</summary>
    public string ToPem() => PemEncoding.WriteString("PUBLIC KEY", Kind == SignatureKind.EcdsaP256 ? _bytes : Ed25519().Export(KeyBlobFormat.PkixPublicKey));

    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        if (Kind == SignatureKind.Ed25519)
            return SignatureAlgorithm.Ed25519.Verify(Ed25519(), text, signature);
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(_bytes, out _);
        return ecdsa.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    public bool Equals(VerifyingKey? other) => other is not null && Kind == other.Kind && Bytes.SequenceEqual(other._bytes);

    public override bool Equals(object? obj) => Equals(obj as VerifyingKey);

    public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_bytes.Length - 4));

    private PublicKey Ed25519() => PublicKey.Import(SignatureAlgorithm.Ed25519, _bytes, KeyBlobFormat.RawPublicKey);

    private static bool IsP256(ReadOnlySpan<byte> spki)
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(spki, out var read);
            return read == spki.Length && ecdsa.ExportParameters(false).Curve.Oid.Value == P256;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
