using Compliance.AuditSink.Settings;
using Compliance.Events;
using Compliance.Events.Archive;

namespace Compliance.AuditSink.Compaction;

/// <summary>
/// Which of a partition's files could be compacted, and of which compactions the originals still lie there, as its entries say. Owned by one
/// <see cref="PartitionCompaction"/>; not thread-safe.
/// </summary>
/// <param name="settings">When.</param>
/// <param name="removedBelow">The originals of compactions with a smaller number than this are gone.</param>
internal sealed class CompactionState(CompactionSettings settings, long removedBelow)
{
    // An entry of the log stays below the 64 KiB that a bundle takes; the roots of so many rows fit into memory beside the sink's other work.
    public const int MaxFiles = 256;
    public const long MaxRows = 5_000_000;

    private readonly Dictionary<string, CompactionSource> _small = new(StringComparer.Ordinal);
    private readonly List<Replaced> _replaced = [];
    private bool _removesNothing;

    /// <summary>Number of the next entry to follow.</summary>
    public long Next { get; private set; }

    public void Follow(ManifestEntry entry)
    {
        Next = entry.Number + 1;
        var originals = new List<CompactionSource>();
        foreach (var path in entry.TakenOut)
        {
            if (_small.Remove(path, out var source))
                originals.Add(source);
        }

        if (entry.Kind == EntryKind.Compaction && entry.Number >= removedBelow)
            _replaced.Add(new Replaced(entry with { Sequences = [] }, originals));
        if (entry.Kind is not (null or EntryKind.Range))
            return;
        var slim = entry with { Files = [], Sequences = [] };
        // What has no root cannot be vouched for after it was written anew.
        foreach (var file in entry.Files.Where(file => file.Root is not null))
            _small.Add(file.Path, new CompactionSource(slim, file with { Spans = null }));
    }

    /// <summary>
    /// Files of the oldest hour that is long past and has several small ones of which nobody says that they must stay; null: there is none now.
    /// </summary>
    public CompactionGroup? Due(DateTimeOffset now, CustodyWatch custody)
    {
        var past = _small.Values.Where(source => !custody.Has(source, now)).GroupBy(source => ArchiveLayout.HourOf(source.File.FirstTime))
            .Where(hour => hour.Key.AddHours(1) + settings.After <= now.UtcDateTime).OrderBy(hour => hour.Key);
        return past.Select(Group).FirstOrDefault(group => group is not null);
    }

    /// <summary>These are not what their entries say: they are left alone until the next start.</summary>
    public void Refuse(CompactionGroup group)
    {
        foreach (var source in group.Sources)
            _small.Remove(source.File.Path);
    }

    /// <summary>
    /// The oldest compaction whose originals have stayed long enough, and of none of which anybody says that it must stay; null: there is none now.
    /// </summary>
    public Replaced? Settled(DateTimeOffset now, CustodyWatch custody) => _removesNothing
        ? null
        : _replaced.Find(replaced => TimeOf(replaced.Entry) + settings.OriginalsStay <= now && !replaced.Originals.Any(source => custody.Has(source, now)));

    /// <summary>The originals of the compaction that <see cref="Settled"/> gave are gone.</summary>
    /// <returns>Number of the entry below which none are left.</returns>
    public long Removed(Replaced replaced)
    {
        _replaced.Remove(replaced);
        return _replaced is [var oldest, ..] ? oldest.Entry.Number : Next;
    }

    /// <summary>What stands for the originals is not what its entry says: nothing more is removed until the next start.</summary>
    public void RemoveNothing() => _removesNothing = true;

    public static DateTimeOffset TimeOf(ManifestEntry entry) => EventTime.Of(entry.At ?? 0);

    private CompactionGroup? Group(IGrouping<DateTime, CompactionSource> hour)
    {
        var files = hour.OrderBy(source => source.Entry.Number).ToList();
        // One that is too large to be among several stays as it is.
        for (var from = 0; from < files.Count - 1; from++)
        {
            var group = new CompactionGroup(hour.Key, [.. Fitting(files.Skip(from))]);
            if (group.Sources.Count > 1)
                return group;
        }

        return null;
    }

    private IEnumerable<CompactionSource> Fitting(IEnumerable<CompactionSource> files)
    {
        var (bytes, rows) = (0L, 0L);
        foreach (var source in files.Take(MaxFiles))
        {
            bytes += source.File.Bytes;
            rows += source.File.Rows;
            if (bytes > settings.Bytes || rows > MaxRows)
                yield break;
            yield return source;
        }
    }
}
