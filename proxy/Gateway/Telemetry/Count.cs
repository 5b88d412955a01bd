namespace Compliance.Gateway.Telemetry;

/// <summary>A number that is seldom added to. Thread-safe.</summary>
internal sealed class Count
{
    private long _value;

    public long Value => Volatile.Read(ref _value);

    public void Add(long more = 1) => Interlocked.Add(ref _value, more);
}
