namespace Compliance.Gateway.Edge;

/// <summary>
/// Milliseconds since the process began, as of the last tick of the sweep (once a second). A read costs a load: good for marking
/// when something began to wait, where a second more or less does not matter. One writer, any readers.
/// </summary>
internal sealed class CoarseClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _now;

    public long Now => Volatile.Read(ref _now);

    /// <summary>How long ago the last tick was: more than a second or two says that the sweep stands still.</summary>
    public TimeSpan Behind => time.GetElapsedTime(_start) - TimeSpan.FromMilliseconds(Now);

    public void Tick() => Volatile.Write(ref _now, (long)time.GetElapsedTime(_start).TotalMilliseconds);
}
