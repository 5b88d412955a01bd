using Compliance.Events.Archive;
using Compliance.Ledger.Log;
using Compliance.Ledger.Merkle;
using Compliance.Ledger.Notes;
using Compliance.Signing;

namespace Compliance.Ledger.Verify;

/// <summary>
/// A log's entries as the manifest has them, the roots over them at every size, and the key in force after each. Grows; one owner.
/// </summary>
internal sealed class LogHistory(string log, string origin, EntrySource source, VerifyingKey firstKey, TreeHasher hasher)
{
    private readonly CompactRange _range = new(hasher);
    private readonly List<TreeHash> _roots = [TreeHasher.Empty];
    private readonly List<VerifyingKey> _keys = [firstKey];

    public List<ManifestEntry?> Entries { get; } = [];
    public List<TreeHash> Leaves { get; } = [];
    public List<Finding> Findings { get; } = [];
    public long Size => Entries.Count;

    /// <summary>The root over the first that many entries.</summary>
    public TreeHash RootAt(long size) => _roots[(int)size];

    /// <summary>The key that signs a checkpoint of that size.</summary>
    public VerifyingKey KeyAt(long size) => _keys[(int)Math.Min(size, Size)];

    /// <summary>Reads all entries that are there, or with a size as many as that.</summary>
    public async Task ReadAsync(long size, CancellationToken stop)
    {
        while (Size < size && await source(Size, stop) is { } bytes)
            Add(bytes);
    }

    /// <summary>Why the note is no checkpoint of these entries; null: it is one.</summary>
    public string? Objection(SignedNote? note)
    {
        if (note is null || Checkpoint.TryParse(note.Text) is not { } checkpoint || checkpoint.Origin != origin)
            return $"is no checkpoint of {origin}";
        if (checkpoint.Size > Size)
            return $"is over {checkpoint.Size} entries, and there are {Size}";
        if (!note.IsSignedBy(origin, KeyAt(checkpoint.Size)))
            return $"is not signed by the key that is in force at {checkpoint.Size} entries";
        return RootAt(checkpoint.Size) == checkpoint.Root ? null : "is over other entries than those that are there";
    }

    private void Add(byte[] bytes)
    {
        var (index, key) = (Size, _keys[^1]);
        var entry = ManifestJson.TryRead(bytes);
        Leaves.Add(hasher.Leaf(bytes));
        _range.Append(Leaves[^1]);
        _roots.Add(_range.Root());
        if (entry is null)
            Find(FindingKind.EntryDamaged, "is no entry of a manifest. Restore the manifest from a copy.");
        if (entry?.Rotation is { } note)
        {
            if (KeyRotation.Check(note, origin, index, key) is { } rotation)
                key = rotation.New;
            else
                Find(FindingKind.RotationForged, "says that the key changes, but is not signed by the key in force and the new one.");
        }

        Entries.Add(entry);
        _keys.Add(key);

        void Find(FindingKind kind, string message) => Findings.Add(new Finding(kind, log, $"{log} entry {index} {message}") { Entry = index });
    }
}
