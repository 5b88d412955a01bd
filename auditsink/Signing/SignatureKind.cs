namespace Compliance.Signing;

/// <summary>Algorithms of a note's signatures, by the type byte that C2SP signed-note gives them.</summary>
public enum SignatureKind : byte
{
    /// <summary>RFC 8032, over the text; public key of 32 bytes.</summary>
    Ed25519 = 0x01,

    /// <summary>ECDSA over P-256 and SHA-256, DER-encoded signature; public key as SubjectPublicKeyInfo.</summary>
    EcdsaP256 = 0x02,
}
