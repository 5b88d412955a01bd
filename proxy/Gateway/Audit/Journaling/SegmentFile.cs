namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// One file of the journal as its readers see it, a link of the chain from the oldest to the one being written.
/// Written by the journal's disk thread, read by the shipper; each property is published after what it promises.
/// </summary>
internal sealed class SegmentFile(string path, string proxy, long epoch, int index, int start)
{
    private long _end = start;
    private long _diskBytes;
    private SegmentFile? _next;
    private volatile bool _complete;
    private volatile bool _damaged;

    public string Path { get; } = path;

    /// <summary>The name under which its events were recorded.</summary>
    public string Proxy { get; } = proxy;
    public long Epoch { get; } = epoch;

    /// <summary>Grows by one within an epoch, from 1.</summary>
    public int Index { get; } = index;

    /// <summary>Where the first frame stands, behind the header.</summary>
    public int Start { get; } = start;

    /// <summary>Bytes that are durable and may be read.</summary>
    public long End
    {
        get => Volatile.Read(ref _end);
        set => Volatile.Write(ref _end, value);
    }

    /// <summary>Bytes the file counts for against the journal's bound.</summary>
    public long DiskBytes
    {
        get => Volatile.Read(ref _diskBytes);
        set => Volatile.Write(ref _diskBytes, value);
    }

    public SegmentFile? Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }

    /// <summary>Nothing will follow behind <see cref="End"/>.</summary>
    public bool Complete
    {
        get => _complete;
        set => _complete = value;
    }

    /// <summary>A part could not be read: the file is kept aside when its turn to be deleted comes.</summary>
    public bool Damaged
    {
        get => _damaged;
        set => _damaged = value;
    }

    public bool IsBefore(Cursor cursor) => Epoch < cursor.Epoch || (Epoch == cursor.Epoch && Index < cursor.Segment);
}
