using Compliance.Events.Archive;
using Compliance.Ledger.Log;
using Compliance.Ledger.Merkle;
using Compliance.Ledger.Notes;
using Compliance.Ledger.Tiles;
using Compliance.Signing;

namespace Compliance.Ledger.Verify;

/// <summary>A log's newest checkpoint, checked from the first key on against all entries that are there. Immutable.</summary>
/// <param name="Name">Topic and partition.</param>
/// <param name="Note">The checkpoint, as it lies in the archive.</param>
/// <param name="Size">Entries that it is over.</param>
/// <param name="Entries">All that are there, those behind the checkpoint too.</param>
public sealed record SignedLog(string Name, string Note, long Size, IReadOnlyList<ManifestEntry> Entries)
{
    /// <summary>Paths of files that other files stand for now.</summary>
    public IReadOnlySet<string> TakenOut() => Entries.SelectMany(entry => entry.TakenOut).ToHashSet(StringComparer.Ordinal);

    /// <summary>The statements about keys before the checkpoint, each with its entry's number.</summary>
    public IReadOnlyDictionary<long, string> Rotations() =>
        Entries.Where(entry => entry.Number < Size && entry.Rotation is not null).ToDictionary(entry => entry.Number, entry => entry.Rotation!);

    /// <exception cref="LedgerException">It is not there, or does not hold: nothing can be said because of it.</exception>
    public static async Task<SignedLog> ReadAsync(ArchiveView archive, VerificationPlan plan, string topic, int partition, CancellationToken stop)
    {
        using var hasher = new TreeHasher();
        var (name, place) = ($"{topic}/{partition}", LogLayout.Prefix(topic, partition) + TilePath.Checkpoint);
        // First the checkpoint: a sink may be adding entries.
        var note = SignedNote.TryParse(await archive.Store.ReadAsync(place, stop));
        var history = new LogHistory(name, LogLayout.Origin(plan.Ledger, topic, partition), archive.Entries(topic, partition), plan.FirstKey, hasher);
        await history.ReadAsync(long.MaxValue, stop);
        if (history.Objection(note) is { } objection)
            throw new LedgerException($"{place} {objection}. Run auditctl verify.");
        if (history.Findings.Count > 0)
            throw new LedgerException($"{history.Findings[0].Message} Run auditctl verify.");
        return new SignedLog(name, note!.ToString(), Checkpoint.TryParse(note.Text)!.Size, [.. history.Entries.OfType<ManifestEntry>()]);
    }
}
