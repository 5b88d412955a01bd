using System.Text;
using Compliance.Ledger.Merkle;
using Compliance.Ledger.Notes;
using Compliance.Signing;
using Xunit;

namespace Compliance.Ledger.Tests.Notes;

public sealed class TlogProofTests
{
    private const string Origin = "audit.example/0";

    [Fact]
    public async Task An_entry_is_proven_by_the_text_and_the_public_key_alone()
    {
        using var key = PemKeys.Read(PemKeys.Create(SignatureKind.EcdsaP256), "test");
        var text = (await ProveAsync(key, 11, "note"u8.ToArray())).ToString();
        var proof = TlogProof.TryParse(Encoding.UTF8.GetBytes(text))!;

        Assert.StartsWith("c2sp.org/tlog-proof@v1\nextra bm90ZQ==\nindex 11\n", text, StringComparison.Ordinal);
        Assert.Equal(20, proof.Check([11], Origin, key.PublicKey)?.Size);
        Assert.Equal("note"u8.ToArray(), proof.Extra.ToArray());
        Assert.Null(proof.Check([12], Origin, key.PublicKey));
        Assert.Null(proof.Check([11], "audit.example/1", key.PublicKey));
        Assert.Null((proof with { Index = 10 }).Check([11], Origin, key.PublicKey));
    }

    [Fact]
    public async Task Another_key_proves_nothing()
    {
        using var key = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        using var other = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");

        Assert.Null((await ProveAsync(other, 3)).Check([3], Origin, key.PublicKey));
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2sp.org/tlog-proof@v1\n\no\n1\nAAAA\n\n— o AAAAAAAA\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex x\n\no\n1\nAAAA\n\n— o AAAAAAAA\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\no\n1\nAAAA\n\n— o AAAAAAAA\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra *\nindex 1\n\no\n1\nAAAA\n\n— o AAAAAAAA\n")]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 1\n\no\n1\nAAAA\n\n— o AAAAAAAA\n")]
    public void What_is_no_proof_is_none(string text) => Assert.Null(TlogProof.TryParse(Encoding.UTF8.GetBytes(text)));

    private static async Task<TlogProof> ProveAsync(SigningKey key, int index, byte[]? extra = null)
    {
        using var hasher = new TreeHasher();
        var tree = new MerkleTree(hasher);
        for (byte i = 0; i < 20; i++)
            tree.Append(hasher.Leaf([i]));
        var writer = new ProofWriter(hasher, tree.Node);
        var checkpoint = new Checkpoint(Origin, 20, await writer.RootAsync(20));
        return new TlogProof(index, await writer.InclusionAsync(index, 20), checkpoint.Sign(key), extra);
    }
}
