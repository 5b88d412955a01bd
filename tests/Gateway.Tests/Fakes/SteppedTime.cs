namespace Compliance.Gateway.Tests.Fakes;

/// <summary>The time of this machine, and as much later as a test says. Its timers are the machine's.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _ahead;

    public void Step(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public override long GetTimestamp() => base.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref _ahead)).TotalSeconds * TimestampFrequency);
}
