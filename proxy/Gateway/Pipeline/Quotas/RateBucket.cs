namespace Compliance.Gateway.Pipeline.Quotas;

/// <summary>
/// Bytes that one principal may have by one quota: as many in reserve as pass in a second, and a debt where more have passed, since what has
/// come can't be taken back. Who is in debt waits until it is paid, so that in the long run no more pass. Thread-safe.
/// </summary>
internal sealed class RateBucket : QuotaUse
{
    private readonly long _rate;
    private readonly TimeProvider _time;
    private double _reserve;
    private long _at;

    public RateBucket(long bytesPerSecond, TimeProvider time)
    {
        (_rate, _time) = (bytesPerSecond, time);
        (_reserve, _at) = (_rate, time.GetTimestamp());
    }

    protected override bool IsIdle => Fill() >= _rate;

    /// <summary>Takes what has passed; how long until the debt is paid, zero where there is none.</summary>
    public TimeSpan Take(long bytes)
    {
        lock (Gate)
        {
            _reserve = Fill() - bytes;
            return _reserve >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_reserve / _rate);
        }
    }

    private double Fill()
    {
        var now = _time.GetTimestamp();
        _reserve = Math.Min(_rate, _reserve + (_time.GetElapsedTime(_at, now).TotalSeconds * _rate));
        _at = now;
        return _reserve;
    }
}
