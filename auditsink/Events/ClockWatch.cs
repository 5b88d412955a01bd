using System.Globalization;

namespace Compliance.Events;

/// <summary>
/// Tells when the clock on the wall is set: it is compared with the monotonic one, which nobody sets. A clock that is slewed, as time
/// synchronisation does, is no jump; a machine that slept is one. Any thread.
/// </summary>
public sealed class ClockWatch
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReadTogether = TimeSpan.FromMilliseconds(100);

    // What slewing may add, of the time passed; twice what NTP allows itself.
    private const double Slew = 0.001;
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private DateTimeOffset _wall;
    private long _ticks;
    private TimeSpan _jumped;

    public ClockWatch(TimeProvider time)
    {
        _time = time;
        (_wall, _ticks) = (time.GetUtcNow(), time.GetTimestamp());
    }

    /// <summary>The clock, or less where it was set forward: for what must not be over too early. A new process believes the clock again.</summary>
    public DateTimeOffset Earliest
    {
        get
        {
            Look();
            lock (_gate)
                return _time.GetUtcNow() - (_jumped > TimeSpan.Zero ? _jumped : TimeSpan.Zero);
        }
    }

    /// <summary>The clock, or more where it was set back: for what must last long enough.</summary>
    public DateTimeOffset Latest
    {
        get
        {
            Look();
            lock (_gate)
                return _time.GetUtcNow() - (_jumped < TimeSpan.Zero ? _jumped : TimeSpan.Zero);
        }
    }

    /// <summary>By how much the clock was set since the last look; zero: it was not.</summary>
    public TimeSpan Look()
    {
        lock (_gate)
        {
            var ticks = _time.GetTimestamp();
            var wall = _time.GetUtcNow();

            // A thread that was put aside between the two has not read them at the same time.
            if (_time.GetElapsedTime(ticks) > ReadTogether)
                return TimeSpan.Zero;
            var passed = _time.GetElapsedTime(_ticks, ticks);
            var jump = wall - _wall - passed;
            (_wall, _ticks) = (wall, ticks);
            if (jump.Duration() < Least + (Slew * passed))
                return TimeSpan.Zero;
            _jumped += jump;
            return jump;
        }
    }

    /// <summary>In words, for logs and events.</summary>
    public static string Describe(TimeSpan jump) =>
        string.Create(CultureInfo.InvariantCulture, $"The clock went {(jump > TimeSpan.Zero ? "forward" : "back")} by {jump.Duration().TotalSeconds:0.0} s.");
}
