using System.Runtime.InteropServices;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>Processor time of the calling thread, in user and kernel mode: what budgets are measured in.</summary>
internal static class ThreadCpu
{
    private const int ThreadClock = 3;

    public static double Microseconds
    {
        get
        {
            if (GetTime(ThreadClock, out var time) != 0)
                throw new PlatformNotSupportedException("No clock of a thread's processor time.");
            return (time.Seconds * 1e6) + (time.Nanoseconds / 1e3);
        }
    }

    [DllImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
