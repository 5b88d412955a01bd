using System.Diagnostics;

namespace Compliance.Functional.Traffic;

/// <summary>The longest time in which nothing happened, from the first event on. One writer; a figure to be printed, never asserted.</summary>
internal sealed class Silence
{
    private long _last;
    private long _longest;

    public TimeSpan Longest => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _longest));

    public void Broken()
    {
        var now = Stopwatch.GetTimestamp();
        if (_last != 0 && now - _last > _longest)
            Interlocked.Exchange(ref _longest, now - _last);
        _last = now;
    }
}
