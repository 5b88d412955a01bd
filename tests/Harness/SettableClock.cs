namespace Compliance.Harness;

/// <summary>
/// A clock that is set as somebody sets the one on the wall: the monotonic clock and the timers go on as they were. <paramref name="inner"/> is what
/// would be without that. Any thread.
/// </summary>
public sealed class SettableClock(TimeProvider inner) : TimeProvider
{
    private long _ahead;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _ahead, (now - inner.GetUtcNow()).Ticks);

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
