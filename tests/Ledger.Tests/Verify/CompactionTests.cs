using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Ledger.Proofs;
using Compliance.Ledger.Verify;
using Xunit;

namespace Compliance.Ledger.Tests.Verify;

/// <summary>A compacted file vouches for the files that it stands for, and only one that has exactly their rows does.</summary>
public sealed class CompactionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_has_the_rows_is_vouched_for_with_the_originals_and_without(bool originals)
    {
        using var evidence = await CompactedAsync();
        if (!originals)
            evidence.Entries[^1].Removes!.ToList().ForEach(path => File.Delete(Path.Combine(evidence.Root, path)));

        var report = await evidence.VerifyAsync(evidence.Key.PublicKey);

        Assert.Equal(FindingKind.RecordedGap, Assert.Single(report.Findings).Kind);
        // the rows count once; of the ten files two are one now
        Assert.Equal((391L, 9L), (report.Rows, report.Files));
    }

    [Fact]
    public async Task A_row_that_was_changed_is_found_though_all_of_it_was_signed_so()
    {
        using var evidence = await CompactedAsync(rows =>
        {
            var (e, file, row) = rows[3];
            rows[3] = (Evidence.Events((int)e.Sequence, (int)e.Sequence)[0], file, row);
            rows[3].Event.Records++;
        });

        await NamedAsync(evidence, FindingKind.CompactionFalse);
    }

    [Fact]
    public async Task Rows_that_changed_places_are_found() => await NamedAsync(
        await CompactedAsync(rows => (rows[0], rows[1]) = ((rows[0].Event, rows[1].File, rows[1].Row), (rows[1].Event, rows[0].File, rows[0].Row))), FindingKind.CompactionFalse);

    [Fact]
    public async Task A_row_that_was_left_out_is_found() => await NamedAsync(await CompactedAsync(rows => rows.RemoveAt(5)), FindingKind.CompactionFalse);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 9999)]
    [InlineData(1, -1)]
    public async Task A_row_from_nowhere_or_twice_is_found(int file, int row) =>
        await NamedAsync(await CompactedAsync(rows => rows[0] = (rows[0].Event, file, row)), FindingKind.CompactionFalse);

    [Fact]
    public async Task An_entry_that_stands_for_what_is_not_there_takes_nothing_out()
    {
        using var evidence = await Evidence.MakeAsync();
        var paths = evidence.SharedHour;
        var entry = evidence.Compact(paths, evidence.RowsOf(paths));
        await evidence.AddAsync(entry with { Removes = [.. paths, "date=2026-11-25/hour=14/other.parquet"] });
        File.Delete(Path.Combine(evidence.Root, paths[0]));

        var findings = (await evidence.VerifyAsync(evidence.Key.PublicKey)).Findings;

        Assert.Contains(findings, finding => finding.Kind == FindingKind.CompactionFalse && finding.Entry == 4);
        Assert.Contains(findings, finding => finding.Kind == FindingKind.FileMissing && finding.File == paths[0]);
    }

    [Theory]
    [InlineData(EntryKind.Range)]
    [InlineData(EntryKind.Heartbeat)]
    public async Task An_entry_of_another_kind_takes_nothing_out(string kind)
    {
        using var evidence = await Evidence.MakeAsync();
        await evidence.AddAsync(evidence.Entry([], evidence.Entries[^1].Sequences) with { Kind = kind, Removes = evidence.SharedHour });
        File.Delete(Path.Combine(evidence.Root, evidence.SharedHour[0]));

        Assert.Contains((await evidence.VerifyAsync(evidence.Key.PublicKey)).Findings, finding => finding.Kind == FindingKind.FileMissing);
    }

    [Fact]
    public async Task Sequences_that_a_compaction_moves_are_found()
    {
        using var evidence = await Evidence.MakeAsync();
        var paths = evidence.SharedHour;
        await evidence.AddAsync(evidence.Compact(paths, evidence.RowsOf(paths)) with { Sequences = [new SequenceMark("proxy-1", 1000, 500, [[251, 260]])] });

        await NamedAsync(evidence, FindingKind.SequenceMissing);
    }

    [Fact]
    public async Task A_flipped_bit_and_a_file_that_is_gone_are_found()
    {
        using var evidence = await CompactedAsync();
        var path = evidence.Full(evidence.Entries[^1].Files[0]);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        await NamedAsync(evidence, FindingKind.FileChanged);

        File.Delete(path);
        await NamedAsync(evidence, FindingKind.FileMissing);
    }

    [Fact]
    public async Task The_proof_of_an_event_is_the_same_before_and_after()
    {
        using var evidence = await Evidence.MakeAsync();
        var path = evidence.SharedHour[1];
        var before = await ProveAsync(evidence, path);
        await evidence.AddAsync(evidence.Compact(evidence.SharedHour, evidence.RowsOf(evidence.SharedHour)));
        evidence.Entries[^1].Removes!.ToList().ForEach(original => File.Delete(Path.Combine(evidence.Root, original)));

        var after = await ProveAsync(evidence, path);

        Assert.Equal((before.Event.Id, path, 3L, 2L), (after.Event.Id, after.File, after.Row, after.Entry));
        Assert.Equal((4L, 5L), (before.Checkpoint.Size, after.Checkpoint.Size));
    }

    private static async Task<ProvenEvent> ProveAsync(Evidence evidence, string path)
    {
        var proof = await EventProof.MakeAsync(new ArchiveView(evidence.Store), Evidence.Topic, 0, 2, path, 3, CancellationToken.None);
        return EventProof.Check(System.Text.Encoding.UTF8.GetBytes(proof.ToString()), evidence.Key.PublicKey)!;
    }

    // Whoever has the sink's key signs what the test does to the rows.
    private static async Task<Evidence> CompactedAsync(Action<List<(AuditEvent Event, int File, int Row)>>? change = null)
    {
        var evidence = await Evidence.MakeAsync();
        var paths = evidence.SharedHour;
        var rows = evidence.RowsOf(paths);
        change?.Invoke(rows);
        await evidence.AddAsync(evidence.Compact(paths, rows));
        return evidence;
    }

    private static async Task NamedAsync(Evidence evidence, FindingKind kind)
    {
        var report = await evidence.VerifyAsync(evidence.Key.PublicKey);
        Assert.False(report.IsSound);
        Assert.Contains(report.Findings, finding => finding.Kind == kind && finding.Entry == 4);
    }
}
