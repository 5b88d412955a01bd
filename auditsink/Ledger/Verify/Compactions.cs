using Compliance.Events.Archive;
using Compliance.Ledger.Rows;

namespace Compliance.Ledger.Verify;

/// <summary>
/// Which files of a log stand for which others, as its entries say. An entry that says what cannot be is a finding and takes nothing out: the
/// files that it names must be there then. Follows the entries; one owner.
/// </summary>
internal sealed class Compactions(string log)
{
    private readonly Dictionary<string, (long Index, ManifestEntry Entry, ArchiveFile File)> _live = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Compaction Compaction, int Part)> _replaced = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Compaction> _compactions = [];
    private readonly HashSet<string> _purged = new(StringComparer.Ordinal);
    private int _followed;

    public List<Finding> Findings { get; } = [];

    /// <summary>Files that stand for themselves.</summary>
    public int Files => _live.Count + _compactions.Values.Count(compaction => !IsPurged(compaction.File.Path));

    /// <summary>Takes on the entries that it does not know yet.</summary>
    public void Follow(IReadOnlyList<ManifestEntry?> entries)
    {
        for (; _followed < entries.Count; _followed++)
        {
            if (entries[_followed] is not { } entry)
                continue;
            if (entry.Kind == EntryKind.Compaction)
                Add(_followed, entry);
            else
                AddFiles(_followed, entry);
        }
    }

    /// <summary>The compaction that an entry is; null: it is none, or says what cannot be.</summary>
    public Compaction? At(long index) => _compactions.GetValueOrDefault(index);

    /// <summary>What stands for a file now; null: it stands for itself.</summary>
    public (Compaction Compaction, int Part)? Of(string path) => _replaced.TryGetValue(path, out var found) ? found : null;

    public bool IsPurged(string path) => _purged.Contains(path);

    /// <summary>These files were purged. What stands in a compacted file is not touched by that of its originals.</summary>
    public void Purge(IEnumerable<string> paths)
    {
        foreach (var path in paths.Where(path => !_replaced.ContainsKey(path)))
        {
            _live.Remove(path);
            _purged.Add(path);
        }
    }

    private void Add(long index, ManifestEntry entry)
    {
        if (Problem(entry) is { } problem)
        {
            Findings.Add(new Finding(FindingKind.CompactionFalse, log, $"{log} entry {index} {problem} It takes nothing out.") { Entry = index });
            return;
        }

        var compaction = new Compaction(index, entry, [.. entry.TakenOut.Select(path => _live[path])]);
        _compactions.Add(index, compaction);
        foreach (var (part, path) in entry.TakenOut.Index())
        {
            _replaced[path] = (compaction, part);
            _live.Remove(path);
        }
    }

    private void AddFiles(long index, ManifestEntry entry)
    {
        foreach (var file in entry.Files)
            _live.TryAdd(file.Path, (index, entry, file));
    }

    // A compacted file is not compacted again: it is not among the live ones.
    private string? Problem(ManifestEntry entry)
    {
        if (entry.Files.Count != 1)
            return $"puts {entry.Files.Count} files in the place of others, not one.";
        if (entry.TakenOut.FirstOrDefault(path => !_live.ContainsKey(path)) is { } stranger)
            return $"stands for {stranger}, which no entry before it has brought, or which is taken out already.";
        if (entry.TakenOut.Distinct(StringComparer.Ordinal).Count() != entry.TakenOut.Count)
            return "stands for one file twice.";
        var rows = entry.TakenOut.Select(path => _live[path].File.Rows).ToList();
        if (rows.Exists(count => count is < 0 or > OriginTrees.MaxRows) || rows.Sum() != entry.Files[0].Rows || rows.Sum() > OriginTrees.MaxRows)
            return $"has {entry.Files[0].Rows} rows in the place of {string.Join(" + ", rows)}.";
        return null;
    }
}
