using Compliance.Events.Archive;
using Compliance.Ledger.Merkle;
using Compliance.Ledger.Notes;
using Compliance.Ledger.Tiles;
using Compliance.Signing;

namespace Compliance.Ledger.Log;

/// <summary>
/// Writes one partition's log. The entries themselves are the manifest's, and last before they come here; tiles and checkpoint are made
/// of them and can be made anew:
/// <code>
/// entry lasting in the manifest --Append--> tiles in memory --Publish--> tiles and bundle stored --> checkpoint stored --> copied
///                                  \------------ crash anywhere: Open goes on from the stored checkpoint, or from entry 0 ----/
/// </code>
/// Owner: the partition's archive, which is the only one that may append entries; not thread-safe.
/// </summary>
public sealed class PartitionLog : IDisposable
{
    private readonly LogPlan _plan;
    private readonly TreeHasher _hasher = new();
    private readonly List<TileHashes> _full = [];
    private readonly List<(long Index, byte[] Bytes)> _fullBundles = [];
    private readonly EntryBundle _bundle = new();
    private TileEdge _edge;
    private SigningKey _inForce;
    private long _published = -1;
    private long _copied = -1;

    private PartitionLog(LogPlan plan)
    {
        (_plan, _inForce) = (plan, plan.Key);
        _edge = new TileEdge(_hasher);
    }

    /// <summary>Entries appended so far: the number of the next.</summary>
    public long Size => _edge.Size;

    /// <summary>Entries that the stored checkpoint is over; less than 0: it must be stored anew.</summary>
    public long Signed => _published;

    /// <summary>
    /// Goes on where the log ends. Throws a <see cref="LedgerException"/>, and so signs nothing, if the entries are not those that were
    /// signed before, or if fewer are there.
    /// </summary>
    public static async Task<PartitionLog> OpenAsync(LogPlan plan, EntrySource entries, CancellationToken stop)
    {
        var log = new PartitionLog(plan);
        try
        {
            var signed = await SignedState.ReadAsync(plan, stop);
            if (signed is not null)
                await log.ResumeAsync(signed, entries, stop);
            await log.FollowAsync(entries, stop);
            await SignedState.CheckCopiesAsync(plan, log.Size, stop);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>The statement that must be the next entry, since the settings name another key than the one in force; null if they do not.</summary>
    public string? PendingRotation()
    {
        if (_inForce.PublicKey.Equals(_plan.Key.PublicKey))
            return null;
        return KeyRotation.Sign(_plan.Origin, Size, _inForce, _plan.Key).ToString();
    }

    /// <summary>Appends what the manifest has more than the log.</summary>
    public async Task FollowAsync(EntrySource entries, CancellationToken stop)
    {
        while (await entries(Size, stop) is { } entry)
            Append(entry);
    }

    /// <summary>An entry that lasts in the manifest, under the number <see cref="Size"/>.</summary>
    public void Append(ReadOnlySpan<byte> entry)
    {
        if (ManifestJson.TryRead(entry)?.Rotation is { } note)
            Rotate(note);
        _bundle.Add(entry);
        _edge.Append(_hasher.Leaf(entry), _full.Add);
        if (_bundle.Count == TilePath.Width)
            CloseBundle(Size - 1);
    }

    /// <summary>
    /// Stores tiles and a signed checkpoint of all entries, and its copy. Returns what kept the copy from the second place, or null: that
    /// place being away holds nothing up, and the next call tries again.
    /// </summary>
    public async Task<IOException?> PublishAsync(CancellationToken stop)
    {
        if (Size == 0)
            return null;
        if (_published != Size)
            await StoreAsync(stop);
        if (_plan.Copies is null || _copied == Size)
            return null;
        try
        {
            await SignedState.CopyAsync(_plan, Size, stop);
            _copied = Size;
            return null;
        }
        catch (IOException e)
        {
            return e;
        }
    }

    public void Dispose() => _hasher.Dispose();

    private async Task StoreAsync(CancellationToken stop)
    {
        foreach (var tile in _full.Concat(_edge.Partial()))
            await _plan.Store.ReplaceAsync(_plan.Prefix + tile.Path, tile.ToBytes(), stop);
        foreach (var (index, bytes) in _fullBundles)
            await _plan.Store.ReplaceAsync(_plan.Prefix + TilePath.Entries(index), bytes, stop);
        if (_bundle.Count > 0 && _bundle.ToBytes() is { } partial)
            await _plan.Store.ReplaceAsync(_plan.Prefix + TilePath.Entries(Size / TilePath.Width, _bundle.Count), partial, stop);
        var note = new Checkpoint(_plan.Origin, Size, _edge.Root()).Sign(_inForce);
        await _plan.Store.ReplaceAsync(_plan.Prefix + TilePath.Checkpoint, note.ToBytes(), stop);
        _full.Clear();
        _fullBundles.Clear();
        _published = Size;
    }

    private async Task ResumeAsync(SignedState signed, EntrySource entries, CancellationToken stop)
    {
        _inForce = signed.Key;
        var size = signed.Checkpoint.Size;
        var edge = await TileEdge.LoadAsync(_hasher, size, async name => await _plan.Store.ReadAsync(_plan.Prefix + name, stop));
        var fromTiles = edge?.Root() == signed.Checkpoint.Root;
        if (fromTiles)
            _edge = edge!;
        for (var index = fromTiles ? size - (size % TilePath.Width) : 0; index < size; index++)
        {
            var entry = await entries(index, stop) ?? throw Cut(size, index);
            _bundle.Add(entry);
            if (!fromTiles)
                _edge.Append(_hasher.Leaf(entry), _full.Add);
            if (_bundle.Count == TilePath.Width)
                CloseBundle(index);
        }

        if (_edge.Root() != signed.Checkpoint.Root)
            throw new LedgerException($"{_plan.Origin}: the manifest's first {size} entries are not those that the checkpoint was signed over. Nothing is signed any more. Run auditctl verify, and restore the manifest from a copy.");
        _published = fromTiles ? size : -1;
    }

    private void CloseBundle(long last)
    {
        if (_bundle.ToBytes() is { } bytes)
            _fullBundles.Add((last / TilePath.Width, bytes));
        _bundle.Clear();
    }

    private void Rotate(string note)
    {
        var rotation = KeyRotation.Check(note, _plan.Origin, Size, _inForce.PublicKey)
            ?? throw new LedgerException($"{_plan.Origin}: entry {Size} says that the key changes, but is not signed by the key in force and the new one. Run auditctl verify.");
        _inForce = rotation.New.Equals(_plan.Key.PublicKey) ? _plan.Key
            : rotation.New.Equals(_plan.PreviousKey?.PublicKey) ? _plan.PreviousKey!
            : throw SignedState.UnknownKey(_plan.Origin);
    }

    private LedgerException Cut(long size, long found) => new(
        $"{_plan.Origin}: a checkpoint was signed over {size} entries, and the manifest ends after {found}. Nothing is signed any more. Run auditctl verify, and restore the manifest from a copy.");
}
