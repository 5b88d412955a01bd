using Compliance.Ledger.Log;
using Compliance.Ledger.Merkle;
using Compliance.Ledger.Notes;
using Compliance.Ledger.Tiles;
using Compliance.Signing;
using Compliance.Store;

namespace Compliance.Ledger.Verify;

/// <summary>
/// A log's checkpoints against its entries: the archive's own, and every copy that the second place ever got. Each must be signed by the
/// key in force at its size and be over the first entries as they stand. One log, one use.
/// </summary>
internal sealed class CheckpointCheck(string log, string origin, string prefix, LogHistory history, IArchiveStore ledger, VerificationPlan plan, TreeHasher hasher)
{
    private readonly List<Finding> _findings = [];
    private readonly List<long> _soundBelow = [];
    private long _changedBefore = long.MaxValue;
    private long _newestSize;

    /// <summary>Entries that a sound checkpoint vouches for.</summary>
    public long Vouched { get; private set; }

    public long Checked { get; private set; }

    public async Task<IReadOnlyList<Finding>> RunAsync(TimeProvider time, CancellationToken stop)
    {
        var own = await SettleAsync(time, stop);
        if (plan.Copies is { } copies)
        {
            await foreach (var name in copies.ListAsync(LogLayout.Checkpoints(prefix), null, stop))
                await CheckAsync(copies, name, "second place: ", stop);
            await CheckAsync(copies, prefix + TilePath.Checkpoint, "second place: ", stop);
        }

        if (own is not null && own.Size < _newestSize)
            Find(FindingKind.CheckpointStale, own.Size, $"{prefix}{TilePath.Checkpoint} is over {own.Size} entries, its copy in the second place over {_newestSize}: an older one was put in its place.");
        if (own is null && history.Size > 0 && _findings.Count == 0)
            Find(FindingKind.CheckpointMissing, Vouched, $"{prefix}{TilePath.Checkpoint} is not there.");
        if (_changedBefore < long.MaxValue)
            Locate();
        else if (own is not null && Math.Max(own.Size, Vouched) < history.Size)
            Find(FindingKind.EntriesUnsigned, Math.Max(own.Size, Vouched), $"{log}: entries from {Math.Max(own.Size, Vouched)} on are behind the newest checkpoint. If the sink was cut off, it signs them at its next start; else somebody added them.");
        return _findings;
    }

    // A sink at work writes an entry first and the checkpoint a moment later.
    private async Task<Checkpoint?> SettleAsync(TimeProvider time, CancellationToken stop)
    {
        var since = time.GetTimestamp();
        while (await SizeAsync(stop) < history.Size && time.GetElapsedTime(since) < plan.Settle)
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, stop);
        return await CheckAsync(ledger, prefix + TilePath.Checkpoint, "", stop);
    }

    private async Task<long> SizeAsync(CancellationToken stop) =>
        SignedNote.TryParse(await ledger.ReadAsync(prefix + TilePath.Checkpoint, stop)) is { } note && Checkpoint.TryParse(note.Text) is { } checkpoint
            ? checkpoint.Size
            : long.MaxValue;

    private async Task<Checkpoint?> CheckAsync(IArchiveStore store, string name, string place, CancellationToken stop)
    {
        if (await store.ReadAsync(name, stop) is not { } bytes)
            return null;
        Checked++;
        if (SignedNote.TryParse(bytes) is not { } note || Checkpoint.TryParse(note.Text) is not { } checkpoint || checkpoint.Origin != origin)
        {
            Find(FindingKind.CheckpointUnreadable, 0, $"{place}{name} is no checkpoint of the log {origin}.");
            return null;
        }

        await history.ReadAsync(checkpoint.Size, stop);
        if (!note.IsSignedBy(origin, history.KeyAt(checkpoint.Size)))
        {
            Find(FindingKind.CheckpointForged, 0, $"{place}{name} is not signed by the key that is in force at {checkpoint.Size} entries.");
            return null;
        }

        _newestSize = Math.Max(_newestSize, checkpoint.Size);
        if (checkpoint.Size > history.Size)
        {
            if (!_findings.Exists(finding => finding.Kind == FindingKind.EntriesCut))
                Find(FindingKind.EntriesCut, history.Size, $"{place}{name} is signed over {checkpoint.Size} entries, and the manifest of {log} ends after {history.Size}.");
        }
        else if (history.RootAt(checkpoint.Size) != checkpoint.Root)
        {
            _changedBefore = Math.Min(_changedBefore, checkpoint.Size);
            await UseTilesAsync(checkpoint, stop);
        }
        else
        {
            Vouched = Math.Max(Vouched, checkpoint.Size);
            _soundBelow.Add(checkpoint.Size);
        }

        return checkpoint;
    }

    // The tiles hold what each entry's hash was. They are not signed, but they count when the signed root comes out of them.
    private async Task UseTilesAsync(Checkpoint checkpoint, CancellationToken stop)
    {
        var (range, first) = (new CompactRange(hasher), (long?)null);
        for (var at = 0L; at < checkpoint.Size; at += TilePath.Width)
        {
            var width = (int)Math.Min(TilePath.Width, checkpoint.Size - at);
            var hashes = await TileHashes.ReadAsync(0, at / TilePath.Width, width, async name => await ledger.ReadAsync(prefix + name, stop));
            foreach (var (i, hash) in (hashes ?? []).Index())
            {
                range.Append(hash);
                if (history.Leaves[(int)at + i] != hash)
                    first ??= at + i;
            }
        }

        if (range.Size == checkpoint.Size && range.Root() == checkpoint.Root && first is { } changed)
        {
            _changedBefore = Math.Min(_changedBefore, changed + 1);
            _soundBelow.Add(changed);
        }
    }

    private void Locate()
    {
        var first = Math.Min(_soundBelow.Where(size => size < _changedBefore).DefaultIfEmpty(0).Max(), _changedBefore - 1);
        Vouched = first;
        Find(FindingKind.EntriesChanged, first, first == _changedBefore - 1
            ? $"{log}: entry {first} of the manifest is not the one that was signed."
            : $"{log}: an entry among {first} to {_changedBefore - 1} of the manifest is not the one that was signed.");
    }

    private void Find(FindingKind kind, long entry, string message) => _findings.Add(new Finding(kind, log, message) { Entry = entry });
}
