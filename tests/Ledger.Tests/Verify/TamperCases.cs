using Compliance.Ledger.Notes;
using Compliance.Ledger.Verify;
using Compliance.Signing;

namespace Compliance.Ledger.Tests.Verify;

/// <summary>The ways to tamper that issue and audit name, and their relatives.</summary>
internal static class TamperCases
{
    public static readonly IReadOnlyList<TamperCase> All =
    [
        new("flip one bit of a row", Do(e => FlipBit(e, 0)), FindingKind.FileChanged, 0, File: 0),
        new("flip one bit of a footer", Do(e => FlipBit(e, new FileInfo(e.Full(e.Entries[3].Files[0])).Length - 10, entry: 3)), FindingKind.FileChanged, 3, File: 0),
        new("change a value", Do(e => Rows(e, rows => rows[20].Records++)), FindingKind.RowsChanged, 0, File: 1, Row: 20, Event: 50),
        new("drop a row", Do(e => Rows(e, rows => rows.RemoveAt(20))), FindingKind.RowsChanged, 0, File: 1, Row: 20, Event: 51),
        new("drop the last row", Do(e => Rows(e, rows => rows.RemoveAt(59))), FindingKind.RowsChanged, 0, File: 1, Row: 59),
        new("put a row in", Do(e => Rows(e, rows => rows.Insert(20, rows[3]))), FindingKind.RowsChanged, 0, File: 1, Row: 20, Event: 33),
        new("swap two rows", Do(e => Rows(e, rows => (rows[20], rows[40]) = (rows[40], rows[20]))), FindingKind.RowsChanged, 0, File: 1, Row: 20, Event: 70),
        new("re-order all rows", Do(e => Rows(e, rows => rows.Reverse())), FindingKind.RowsChanged, 0, File: 1, Row: 0, Event: 89),
        new("truncate a file", Do(e => Truncate(e.Full(e.Entries[0].Files[1]))), FindingKind.FileChanged, 0, File: 1, Row: 0),
        new("empty a file", Do(e => File.WriteAllBytes(e.Full(e.Entries[0].Files[1]), [])), FindingKind.FileChanged, 0, File: 1, Row: 0),
        new("remove a file", Do(e => File.Delete(e.Full(e.Entries[2].Files[0]))), FindingKind.FileMissing, 2, File: 0),
        new("swap two files", Do(SwapFiles), FindingKind.RowsChanged, 0, File: 0, Row: 0),
        new("add a file", Do(e => File.Copy(e.Full(e.Entries[0].Files[0]), e.Full(e.Entries[0].Files[0]) + ".copy.parquet")), FindingKind.FileUnknown, null),
        new("remove an entry", Do(e => File.Delete(e.EntryPath(2))), FindingKind.EntriesCut, 2, Event: 201),
        new("change an entry", Do(e => Entries(e, entries => entries[2] = entries[2] with { Rows = 1 })), FindingKind.EntriesChanged, 2, Event: 201),
        new("drop an entry", Do(e => Entries(e, entries => entries.RemoveAt(1))), FindingKind.EntriesChanged, 1, Event: 201),
        new("swap two entries", Do(e => Entries(e, entries => (entries[2], entries[3]) = (entries[3], entries[2]))), FindingKind.EntriesChanged, 2),
        new("damage an entry", Do(DamageEntry), FindingKind.EntryDamaged, 2),
        new("write rows and their entry anew", RewriteAsync, FindingKind.EntriesChanged, 0, Event: 1),
        new("write anew and sign with another key", e => ResignAsync(e, null), FindingKind.CheckpointForged, 0, Event: 1),
        new("write anew and sign with the stolen key", e => ResignAsync(e, e.Key), FindingKind.EntriesChanged, 0, Event: 1),
        new("replay an old checkpoint", e => ReplayAsync(e, 3), FindingKind.CheckpointStale, 3, Event: 301),
        new("remove the checkpoint", Do(e => File.Delete(e.CheckpointPath)), FindingKind.CheckpointMissing, null),
        new("spoil the checkpoint", Do(e => File.WriteAllText(e.CheckpointPath, "nothing")), FindingKind.CheckpointUnreadable, 0, Event: 1),
        new("cut the tail, checkpoint and all", CutTailAsync, FindingKind.EntriesCut, 3, Event: 301),
        new("remove the whole manifest", Do(e => Directory.Delete(e.ManifestFolder, recursive: true)), FindingKind.EntriesCut, 0),
        new("add an entry", Do(e => Entries(e, entries => entries.Add(e.Entry([], entries[^1].Sequences)))), FindingKind.EntriesUnsigned, 4, Event: 401),
        new("forge a change of keys", ForgeRotationAsync, FindingKind.RotationForged, 4),
    ];

    private static Func<Evidence, Task> Do(Action<Evidence> tamper) => evidence =>
    {
        tamper(evidence);
        return Task.CompletedTask;
    };

    private static void FlipBit(Evidence evidence, long at, int entry = 0)
    {
        var path = evidence.Full(evidence.Entries[entry].Files[0]);
        var bytes = File.ReadAllBytes(path);
        bytes[at == 0 ? bytes.Length / 4 : at] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }

    // The second file of entry 0: the events 30 to 89, of the hour 12.
    private static void Rows(Evidence evidence, Action<List<Events.AuditEvent>> change)
    {
        var rows = Evidence.Events(30, 89);
        change(rows);
        evidence.Rewrite(evidence.Entries[0].Files[1].Path, rows);
    }

    private static void Entries(Evidence evidence, Action<List<Events.Archive.ManifestEntry>> change)
    {
        var entries = evidence.Entries.ToList();
        change(entries);
        evidence.WriteManifest(entries);
    }

    private static void Truncate(string path)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(file.Length / 2);
    }

    private static void SwapFiles(Evidence evidence)
    {
        var (first, second) = (evidence.Full(evidence.Entries[0].Files[0]), evidence.Full(evidence.Entries[0].Files[1]));
        var bytes = File.ReadAllBytes(first);
        File.Copy(second, first, overwrite: true);
        File.WriteAllBytes(second, bytes);
    }

    private static void DamageEntry(Evidence evidence)
    {
        var path = evidence.EntryPath(2);
        File.WriteAllText(path, File.ReadAllText(path)[1..]);
    }

    private static Task RewriteAsync(Evidence evidence)
    {
        var rows = Evidence.Events(30, 89);
        rows[20].Records++;
        var file = evidence.Rewrite(evidence.Entries[0].Files[1].Path, rows);
        Entries(evidence, entries => entries[0] = entries[0] with { Files = [entries[0].Files[0], file, .. entries[0].Files.Skip(2)] });
        return Task.CompletedTask;
    }

    private static async Task ResignAsync(Evidence evidence, SigningKey? key)
    {
        await RewriteAsync(evidence);
        using var own = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        await evidence.SignAnewAsync(key ?? own);
    }

    private static async Task ReplayAsync(Evidence evidence, int size) => File.WriteAllBytes(
        evidence.CheckpointPath, (await evidence.Copies.ReadAsync(Compliance.Ledger.Log.LogLayout.CheckpointOf(evidence.Prefix, size), CancellationToken.None))!);

    private static async Task CutTailAsync(Evidence evidence)
    {
        File.Delete(evidence.Full(evidence.Entries[3].Files[0]));
        foreach (var file in evidence.Entries[3].Files.Skip(1))
            File.Delete(evidence.Full(file));
        Entries(evidence, entries => entries.RemoveAt(3));
        await ReplayAsync(evidence, 3);
    }

    private static async Task ForgeRotationAsync(Evidence evidence)
    {
        using var thief = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        var note = KeyRotation.Sign(Evidence.Origin, 4, thief, thief).ToString();
        Entries(evidence, entries => entries.Add(evidence.Entry([], entries[^1].Sequences) with { Kind = Events.Archive.EntryKind.Rotation, Rotation = note }));
        await Task.CompletedTask;
    }
}
