namespace Compliance.Gateway.Audit.Ladder;

/// <summary>What the pipeline held back. Any thread.</summary>
internal sealed class LadderCounts
{
    private long _slowed;
    private long _refused;

    public long Slowed => Interlocked.Read(ref _slowed);
    public long Refused => Interlocked.Read(ref _refused);

    public void Slow() => Interlocked.Increment(ref _slowed);

    public void Refuse() => Interlocked.Increment(ref _refused);
}
