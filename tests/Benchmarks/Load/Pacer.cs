using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Compliance.Benchmarks.Load;

/// <summary>
/// Waits for moments of the monotonic clock to within the kernel's timer slack (some 50 µs); the runtime's own sleep is 1 ms late.
/// </summary>
internal static partial class Pacer
{
    private const int Monotonic = 1;
    private const int Absolute = 1;

    /// <summary><paramref name="timestamp"/> is Stopwatch's, which on Linux counts the nanoseconds of the same clock.</summary>
    public static void WaitUntil(long timestamp)
    {
        var at = new TimeSpec(timestamp / Stopwatch.Frequency, timestamp % Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < timestamp)
            _ = Sleep(Monotonic, Absolute, at, 0);
    }

    [DllImport("libc", EntryPoint = "clock_nanosleep")]
    private static extern int Sleep(int clock, int flags, in TimeSpec at, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
