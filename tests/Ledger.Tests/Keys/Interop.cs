using System.Runtime.InteropServices;

namespace Compliance.Ledger.Tests.Keys;

/// <summary>The environment as native libraries read it: the framework's own setter changes a copy.</summary>
internal static class Interop
{
    public static void SetEnvironment(string name, string value) => Assert(setenv(name, value, 1) == 0);

    private static void Assert(bool done)
    {
        if (!done)
            throw new InvalidOperationException("setenv failed.");
    }

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int setenv([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
