using Compliance.Events.Archive;
using Compliance.Ledger.Log;
using Compliance.Ledger.Notes;
using Compliance.Ledger.Verify;
using Compliance.Signing;
using Xunit;

namespace Compliance.Ledger.Tests.Verify;

public sealed class VerificationTests
{
    [Fact]
    public async Task An_archive_as_it_was_written_is_sound_and_the_report_says_what_was_checked()
    {
        using var evidence = await Evidence.MakeAsync();

        var report = await evidence.VerifyAsync(evidence.Key.PublicKey);

        Assert.True(report.IsSound, string.Join(" | ", report.Findings));
        Assert.Equal((1, 4L, 391L), (report.Logs, report.Entries, report.Rows));
        Assert.Equal(1 + 4 + 1, report.Checkpoints); // its own, the copy of each size, the newest copy
        Assert.Equal(FindingKind.RecordedGap, Assert.Single(report.Findings).Kind);
        Assert.Null(report.FirstUnvouched);
    }

    [Fact]
    public async Task Keys_are_followed_from_the_first_through_every_change()
    {
        using var evidence = await Evidence.MakeAsync();
        var first = evidence.Key.PublicKey;
        await evidence.RotateAsync(PemKeys.Read(PemKeys.Create(SignatureKind.EcdsaP256), "test"));
        await evidence.AddRangeAsync(Evidence.Events(401, 410), new SequenceMark("proxy-1", 1000, 411, [[251, 260]]));
        await evidence.RotateAsync(PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test"));

        Assert.True((await evidence.VerifyAsync(first)).IsSound);
        // The newest key alone does not vouch for what came before it.
        Assert.Contains((await evidence.VerifyAsync(evidence.Key.PublicKey)).Findings, finding => finding.Kind == FindingKind.RotationForged);
    }

    [Fact]
    public async Task The_old_key_does_not_sign_what_comes_after_it()
    {
        using var evidence = await Evidence.MakeAsync();
        using var old = evidence.Key;
        await evidence.RotateAsync(PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test"));
        var note = SignedNote.TryParse(File.ReadAllBytes(evidence.CheckpointPath))!;
        File.WriteAllBytes(evidence.CheckpointPath, Checkpoint.TryParse(note.Text)!.Sign(old).ToBytes());

        var report = await evidence.VerifyAsync(old.PublicKey);

        Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.CheckpointForged);
    }

    [Fact]
    public async Task An_entry_purges_nothing_though_the_ledger_signs_it()
    {
        using var evidence = await Evidence.MakeAsync();
        var gone = evidence.Entries[0].Files;
        foreach (var file in gone)
            File.Delete(evidence.Full(file));
        await evidence.AddAsync(evidence.Entry([], evidence.Entries[^1].Sequences) with { Kind = "purge", Removes = [.. gone.Select(file => file.Path)] });

        var report = await evidence.VerifyAsync(evidence.Key.PublicKey);

        Assert.Equal(gone.Select(file => file.Path), report.Findings.Where(finding => finding.Kind == FindingKind.FileMissing).Select(finding => finding.File!));
    }

    [Fact]
    public async Task Events_that_an_entry_counts_and_its_files_lack_are_named_though_all_is_signed()
    {
        using var evidence = await Evidence.MakeAsync();
        await evidence.AddRangeAsync([.. Evidence.Events(401, 404), .. Evidence.Events(406, 410)], new SequenceMark("proxy-1", 1000, 411, [[251, 260]]));
        await evidence.AddRangeAsync([.. Evidence.Events(411, 420), .. Evidence.Events(415, 415)], new SequenceMark("proxy-1", 1000, 421, [[251, 260]]));
        await evidence.AddRangeAsync(Evidence.Events(426, 430), new SequenceMark("proxy-1", 1000, 431, [[251, 260], [421, 425]]));

        var failures = (await evidence.VerifyAsync(evidence.Key.PublicKey)).Findings.Where(finding => finding.IsFailure).Select(finding => (finding.Kind, finding.Entry, finding.FirstEvent?.Sequence));

        Assert.Equal([(FindingKind.SequenceMissing, 4L, 405L), (FindingKind.SequenceUnexpected, 5L, 415L), (FindingKind.SequenceMissing, 6L, 421L)], failures.Select(f => (f.Kind, f.Entry!.Value, f.Item3!.Value)));
    }

    [Fact]
    public async Task Without_a_second_place_the_archives_own_checkpoint_is_what_counts()
    {
        using var evidence = await Evidence.MakeAsync();

        var report = await evidence.VerifyAsync(evidence.Key.PublicKey, copies: false);

        Assert.True(report.IsSound);
        Assert.Equal(1, report.Checkpoints);
    }

    [Fact]
    public async Task A_copy_that_somebody_else_signed_is_named()
    {
        using var evidence = await Evidence.MakeAsync();
        using var other = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        var note = new Checkpoint(Evidence.Origin, 4, default).Sign(other).ToBytes();
        await evidence.Copies.ReplaceAsync(LogLayout.CheckpointOf(evidence.Prefix, 4), note, CancellationToken.None);

        var finding = Assert.Single((await evidence.VerifyAsync(evidence.Key.PublicKey)).Findings, finding => finding.IsFailure);

        Assert.Equal(FindingKind.CheckpointForged, finding.Kind);
        Assert.Contains("second place", finding.Message, StringComparison.Ordinal);
    }
}
