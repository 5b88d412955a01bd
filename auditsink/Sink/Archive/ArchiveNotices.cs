using Compliance.Events;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// What the sink itself has to tell the archive: rows of the next range that it gathers, of whatever partition.
/// <code>
/// waiting --a record is taken--> riding in a range --its entry is created--> lasting
///    ^---------- the range came to nothing -----/
/// </code>
/// A few wait at most, the newest; the log has them all. Any thread may add; the rest is <see cref="ArchiveOutlet"/>'s.
/// </summary>
internal sealed class ArchiveNotices
{
    private const int Most = 16;
    private readonly Lock _gate = new();
    private readonly LinkedList<(Action<AuditEvent> Fill, TaskCompletionSource Lasting)> _waiting = [];
    private readonly Dictionary<int, List<(Action<AuditEvent> Fill, TaskCompletionSource Lasting)>> _riding = [];
    private volatile bool _hasFirst;

    /// <summary>Whether this process has the topic's first partition, and so does what one of all sinks does.</summary>
    public bool HasFirst => _hasFirst;

    /// <summary>Rows that no range has taken on.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Takes a row on. The task ends when it lasts in the archive, or as cancelled when newer ones took its place.</summary>
    public Task AddAsync(Action<AuditEvent> fill)
    {
        var notice = (fill, Lasting: new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            if (_waiting.Count == Most)
            {
                _waiting.First!.Value.Lasting.SetCanceled();
                _waiting.RemoveFirst();
            }

            _waiting.AddLast(notice);
        }

        return notice.Lasting.Task;
    }

    public void Opened(int partition) => _hasFirst |= partition == 0;

    /// <summary>The partition has a range that takes rows.</summary>
    public void AddTo(int partition, PartitionArchive archive)
    {
        lock (_gate)
        {
            while (_waiting.First is { Value: var notice })
            {
                archive.Add(notice.Fill);
                _waiting.RemoveFirst();
                if (!_riding.TryGetValue(partition, out var riding))
                    _riding.Add(partition, riding = []);
                riding.Add(notice);
            }
        }
    }

    /// <summary>All that the partition's range took is in the archive.</summary>
    public void Lasting(int partition)
    {
        foreach (var (_, lasting) in TakeOff(partition))
            lasting.SetResult();
    }

    /// <summary>The partition is given back, and what its range took with it.</summary>
    public void Closed(int partition)
    {
        _hasFirst &= partition != 0;
        var off = TakeOff(partition);
        lock (_gate)
        {
            foreach (var notice in off.AsEnumerable().Reverse())
                _waiting.AddFirst(notice);
        }
    }

    private List<(Action<AuditEvent> Fill, TaskCompletionSource Lasting)> TakeOff(int partition)
    {
        lock (_gate)
            return _riding.Remove(partition, out var riding) ? riding : [];
    }
}
