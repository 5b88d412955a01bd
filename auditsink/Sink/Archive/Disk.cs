using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Compliance.AuditSink.Archive;

/// <summary>What the platform's file API leaves out: making a folder's entries last.</summary>
internal static class Disk
{
    /// <summary>A new, moved or removed name survives a power cut only after its folder was flushed too.</summary>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return; // There a folder cannot be flushed; the file system's own log has the names.
        var descriptor = Open(path, 0);
        if (descriptor < 0)
            throw new IOException($"{path}: the folder cannot be opened to make it last (error {Marshal.GetLastPInvokeError()}).");
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern nint Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
