using Compliance.Events;
using Compliance.Events.Archive;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// The range of one partition's offsets that is being gathered: a file for each hour that its events belong to. Owned by one
/// <see cref="PartitionArchive"/>; not thread-safe.
/// </summary>
/// <param name="folder">Where its files are written.</param>
/// <param name="id">Names them; another may come.</param>
/// <param name="first">Offset of the first record.</param>
/// <param name="startedAt">Timestamp of the clock then.</param>
/// <param name="spare">Buffers that no range uses at the moment; taken from here and given back.</param>
internal sealed class OpenRange(string folder, RangeId id, long first, long startedAt, Stack<RowGroup> spare) : IDisposable
{
    // Tens of megabytes each: those of the usual hour and of one that is late are worth keeping.
    private const int MaxSpare = 2;

    private readonly Dictionary<DateTime, HourFile> _files = [];
    private RangeId _id = id;

    public long First { get; } = first;
    public long Last { get; set; } = first;
    public long Rows { get; private set; }

    /// <summary>Timestamp of the clock at the first record.</summary>
    public long StartedAt { get; } = startedAt;
    public int Hours => _files.Count;

    public long Bytes
    {
        get
        {
            var sum = 0L;
            foreach (var file in _files.Values)
                sum += file.Bytes;
            return sum;
        }
    }

    public void Append(AuditEvent e)
    {
        var hour = ArchiveLayout.HourOf(e.Timestamp);
        if (!_files.TryGetValue(hour, out var file))
        {
            file = new HourFile(Path.Combine(folder, ArchiveLayout.WritingName(_id, hour)), hour, spare.TryPop(out var group) ? group : new RowGroup());
            _files.Add(hour, file);
        }

        file.Append(e);
        Rows++;
    }

    /// <summary>
    /// Gives its files the names of another entry, which will be the range's now. Its rows stay as they are. False: a file is gone, which another
    /// clears away once the number that the range had has an entry of its own.
    /// </summary>
    public bool TryRename(RangeId id)
    {
        foreach (var file in _files.Values)
        {
            if (!file.TryRename(Path.Combine(folder, ArchiveLayout.WritingName(id, file.Hour))))
                return false;
        }

        _id = id;
        return true;
    }

    /// <summary>Closes all files and makes them last. They stand where they were written still.</summary>
    public IReadOnlyList<ArchiveFile> Finish()
    {
        var name = ArchiveLayout.FileName(_id, First, Last);
        return [.. _files.Values.OrderBy(file => file.Hour).Select(file => file.Finish($"{ArchiveLayout.HourFolder(file.Hour)}/{name}"))];
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
            if (spare.Count < MaxSpare)
                spare.Push(file.Group);
        }

        _files.Clear();
    }
}
