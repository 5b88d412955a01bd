using System.Security.Cryptography;
using System.Text;
using Compliance.Signing;
using Xunit;

namespace Compliance.Ledger.Tests.Notes;

public sealed class SignedNoteTests
{
    // The example of Go's package for notes, made by another implementation.
    private const string KnownKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string KnownNote =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    [Fact]
    public void A_note_of_another_implementation_is_verified()
    {
        var key = VerifierKey.TryParse(KnownKey)!;
        var note = SignedNote.TryParse(Encoding.UTF8.GetBytes(KnownNote))!;

        Assert.True(note.IsSignedBy(key.Name, key.Key));
        Assert.Equal(KnownKey, key.ToString());
        Assert.Equal(KnownNote, note.ToString());
    }

    [Theory]
    [InlineData(SignatureKind.Ed25519)]
    [InlineData(SignatureKind.EcdsaP256)]
    public void What_is_signed_verifies_and_every_flipped_bit_of_it_is_found(SignatureKind kind)
    {
        using var key = PemKeys.Read(PemKeys.Create(kind), "test");
        var bytes = SignedNote.Sign("audit.example/0\n7\nwörter\n", "audit.example/0", key).ToBytes();
        Assert.True(SignedNote.TryParse(bytes)!.IsSignedBy("audit.example/0", key.PublicKey));

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] bent = [.. bytes];
            bent[bit / 8] ^= (byte)(1 << (bit % 8));
            // Within base64's last character some bits stand for nothing; such a note says the same, and so may pass.
            var note = SignedNote.TryParse(bent);
            Assert.True(note?.IsSignedBy("audit.example/0", key.PublicKey) != true || note.ToBytes().AsSpan().SequenceEqual(bytes), $"bit {bit}");
        }
    }

    [Fact]
    public void Another_key_and_another_name_do_not_vouch_for_it()
    {
        using var key = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        using var other = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        var note = SignedNote.Sign("text\n", "audit.example", key);

        Assert.False(note.IsSignedBy("audit.example", other.PublicKey));
        Assert.False(note.IsSignedBy("audit.example/1", key.PublicKey));
    }

    [Fact]
    public void A_note_by_two_keys_is_signed_by_each()
    {
        using var old = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        using var young = PemKeys.Read(PemKeys.Create(SignatureKind.EcdsaP256), "test");
        var note = SignedNote.TryParse(SignedNote.Sign("text\n", "audit.example", old, young).ToBytes())!;

        Assert.True(note.IsSignedBy("audit.example", old.PublicKey));
        Assert.True(note.IsSignedBy("audit.example", young.PublicKey));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— name\n")]
    [InlineData("text\n\n— name AAAA\n")]
    [InlineData("text\n\n- name AAAAAAAA\n")]
    [InlineData("text\n\n— name AAAAAAAA")]
    [InlineData("text\n\n— na+me AAAAAAAA\n")]
    [InlineData("te\rxt\n\n— name AAAAAAAA\n")]
    public void What_is_no_note_is_none(string text) => Assert.Null(SignedNote.TryParse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void An_ECDSA_keys_id_is_the_hash_of_its_SubjectPublicKeyInfo_whatever_the_name()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var spki = ecdsa.ExportSubjectPublicKeyInfo();
        var id = Convert.ToHexStringLower(SHA256.HashData(spki).AsSpan(0, 4));

        var text = VerifyingKey.TryParse(ecdsa.ExportSubjectPublicKeyInfoPem())!.ToVerifierKey("audit.example");

        Assert.Equal($"audit.example+{id}+{Convert.ToBase64String([2, .. spki])}", text);
    }

    [Fact]
    public void A_verifier_key_with_the_id_of_another_is_refused() =>
        Assert.Null(VerifierKey.TryParse(KnownKey.Replace("c74f20a3", "c74f20a4", StringComparison.Ordinal)));
}
