using NSec.Cryptography;

namespace Compliance.Signing;

/// <summary>An Ed25519 key in this process's memory, guarded by libsodium.</summary>
internal sealed class Ed25519Key(Key key) : SigningKey
{
    public override VerifyingKey PublicKey { get; } =
        VerifyingKey.TryCreate(SignatureKind.Ed25519, key.PublicKey.Export(KeyBlobFormat.RawPublicKey))!;

    public override byte[] Sign(ReadOnlySpan<byte> text) => SignatureAlgorithm.Ed25519.Sign(key, text);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            key.Dispose();
        base.Dispose(disposing);
    }
}
