using System.Text;
using Compliance.Events.Archive;
using Compliance.Ledger.Notes;
using Compliance.Ledger.Proofs;
using Compliance.Ledger.Tests.Verify;
using Compliance.Ledger.Verify;
using Compliance.Signing;
using Xunit;

namespace Compliance.Ledger.Tests.Proofs;

public sealed class EventProofTests
{
    [Fact]
    public async Task An_event_is_proven_with_the_first_public_key_alone_through_every_change_of_keys()
    {
        using var evidence = await Evidence.MakeAsync();
        var first = evidence.Key.PublicKey;
        await evidence.RotateAsync(PemKeys.Read(PemKeys.Create(SignatureKind.EcdsaP256), "test"));
        var file = evidence.Entries[0].Files[1];

        for (var row = 0; row < file.Rows; row += 7)
        {
            var text = (await MakeAsync(evidence, 0, file, row)).ToString();
            var proven = EventProof.Check(Encoding.UTF8.GetBytes(text), first);

            Assert.Equal((30 + row, 30 + row), (proven?.Event.Sequence, proven?.Event.Records));
            Assert.Equal((file.Path, row, 0L, 5L), (proven!.File, proven.Row, proven.Entry, proven.Checkpoint.Size));
        }
    }

    [Fact]
    public async Task Every_changed_character_of_a_proof_ends_it()
    {
        using var evidence = await Evidence.MakeAsync();
        var file = evidence.Entries[2].Files[0];
        var proof = await MakeAsync(evidence, 2, file, 3);
        var bytes = Encoding.UTF8.GetBytes(proof.ToString());
        var whole = EventProof.Check(bytes, evidence.Key.PublicKey)!;

        for (var at = 0; at < bytes.Length; at += 3)
        {
            byte[] bent = [.. bytes];
            bent[at] ^= 1;
            // What says the same in another spelling may pass, as long as it says the same.
            if (EventProof.Check(bent, evidence.Key.PublicKey) is { } passed)
                Assert.Equal((whole.Event.Id, whole.Event.Sequence, whole.Event.Records, whole.Row, whole.Checkpoint), (passed.Event.Id, passed.Event.Sequence, passed.Event.Records, passed.Row, passed.Checkpoint));
        }
    }

    [Fact]
    public async Task Another_key_and_another_event_are_not_proven()
    {
        using var evidence = await Evidence.MakeAsync();
        using var other = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        var (one, two) = (await MakeAsync(evidence, 0, evidence.Entries[0].Files[0], 1), await MakeAsync(evidence, 0, evidence.Entries[0].Files[0], 2));

        Assert.Null(EventProof.Check(Encoding.UTF8.GetBytes(one.ToString()), other.PublicKey));
        var swapped = Encoding.UTF8.GetString(one.Extra.Span).Replace("\"row\":1", "\"row\":2", StringComparison.Ordinal);
        Assert.Null(EventProof.Check(Encoding.UTF8.GetBytes((two with { Extra = Encoding.UTF8.GetBytes(swapped) }).ToString()), evidence.Key.PublicKey));
    }

    [Fact]
    public async Task What_is_not_signed_yet_is_not_to_be_proven()
    {
        using var evidence = await Evidence.MakeAsync();
        evidence.WriteManifest([.. evidence.Entries, evidence.Entries[3]]);

        var e = await Assert.ThrowsAsync<LedgerException>(() => MakeAsync(evidence, 4, evidence.Entries[3].Files[0], 0));

        Assert.Contains("not over entry 4", e.Message, StringComparison.Ordinal);
    }

    private static Task<TlogProof> MakeAsync(Evidence evidence, long entry, ArchiveFile file, long row) =>
        EventProof.MakeAsync(new ArchiveView(evidence.Store), Evidence.Topic, 0, entry, file.Path, row, CancellationToken.None);
}
