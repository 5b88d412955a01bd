namespace Compliance.Gateway.Telemetry;

/// <summary>The lines of one event in one interval. Thread-safe.</summary>
internal sealed class LogWindow(int max)
{
    private int _taken;
    private long _leftOut;
    private long _leftOutEver;

    /// <summary>Lines that were left out since the start.</summary>
    public long LeftOut => Volatile.Read(ref _leftOutEver);

    /// <summary>False: the interval has had its lines, and this one is counted instead.</summary>
    public bool TryTake()
    {
        if (Volatile.Read(ref _taken) < max && Interlocked.Increment(ref _taken) <= max)
            return true;
        Interlocked.Increment(ref _leftOut);
        Interlocked.Increment(ref _leftOutEver);
        return false;
    }

    /// <summary>Begins the next interval; how many lines were left out of this one.</summary>
    public long Turn()
    {
        Volatile.Write(ref _taken, 0);
        return Interlocked.Exchange(ref _leftOut, 0);
    }
}
