namespace Compliance.Gateway.Pipeline.Quotas;

/// <summary>How many more records one principal may see in clear by one quota. A window begins with the first record in it. Thread-safe.</summary>
internal sealed class RevealWindow(long most, TimeSpan window, TimeProvider time) : QuotaUse
{
    private long _began;
    private long _used;

    protected override bool IsIdle => _used == 0 || HasEnded;

    private bool HasEnded => time.GetElapsedTime(_began) >= window;

    /// <summary>Takes one record; false: the quota is used up, or the window forgotten.</summary>
    public bool TryTake()
    {
        lock (Gate)
        {
            if (_used > 0 && HasEnded)
                _used = 0;
            if (_used >= most || IsForgotten)
                return false;
            if (_used++ == 0)
                _began = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>A record that was taken showed nothing.</summary>
    public void GiveBack()
    {
        lock (Gate)
            _used = Math.Max(0, _used - 1);
    }
}
