namespace Compliance.Gateway.Edge;

/// <summary>
/// Says the same thing at most once in ten seconds, and then how often it happened: what every one of thousands of clients can cause
/// must not fill a disk. Thread-safe.
/// </summary>
internal sealed class Complaint(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private long? _madeAt;
    private int _times;

    /// <summary>Counts one; true: it is time to say so. <paramref name="times"/>: how often since it was last said.</summary>
    public bool MayBeMade(out int times)
    {
        lock (_gate)
        {
            times = ++_times;
            if (_madeAt is { } at && time.GetElapsedTime(at) < Interval)
                return false;
            _madeAt = time.GetTimestamp();
            _times = 0;
            return true;
        }
    }
}
