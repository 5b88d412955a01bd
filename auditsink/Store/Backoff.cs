namespace Compliance.Store;

/// <summary>Pauses between tries: any length up to a bound that doubles each time ("full jitter"). Not thread-safe.</summary>
public sealed class Backoff(TimeSpan least, TimeSpan most, Random random)
{
    private int _tries;

    public TimeSpan Next()
    {
        var bound = Math.Min(most.TotalMilliseconds, least.TotalMilliseconds * Math.Pow(2, Math.Min(_tries++, 30)));
        return TimeSpan.FromMilliseconds(random.NextDouble() * bound);
    }

    public void Reset() => _tries = 0;
}
