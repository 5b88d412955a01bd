using System.Security.Cryptography;
using Compliance.Ledger.Notes;

namespace Compliance.Ledger.Keys;

/// <summary>An ECDSA P-256 key in this process's memory.</summary>
internal sealed class EcdsaKey(ECDsa key) : LedgerKey
{
    public override LedgerPublicKey PublicKey { get; } = LedgerPublicKey.TryCreate(SignatureKind.EcdsaP256, key.ExportSubjectPublicKeyInfo())
        ?? throw new LedgerException("The ledger's key is an elliptic curve's, but not P-256's: make one of P-256, or an Ed25519 key.");

    public override byte[] Sign(ReadOnlySpan<byte> text) => key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            key.Dispose();
        base.Dispose(disposing);
    }
}
