using System.Security.Cryptography;

namespace Compliance.Signing;

/// <summary>An ECDSA P-256 key in this process's memory.</summary>
internal sealed class EcdsaKey(ECDsa key) : SigningKey
{
    public override VerifyingKey PublicKey { get; } = VerifyingKey.TryCreate(SignatureKind.EcdsaP256, key.ExportSubjectPublicKeyInfo())
        ?? throw new SigningException("The key is an elliptic curve's, but not P-256's: make one of P-256, or an Ed25519 key.");

    public override byte[] Sign(ReadOnlySpan<byte> text) => key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            key.Dispose();
        base.Dispose(disposing);
    }
}
