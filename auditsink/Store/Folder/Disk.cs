using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Compliance.Store.Folder;

/// <summary>What the platform's file API leaves out: making a folder's entries last, and a name that only one can take.</summary>
internal static class Disk
{
    private const int FileExists = 17; // EEXIST, the same on Linux and macOS

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

    /// <summary>Makes the folder and those above it that are missing, all lasting.</summary>
    public static void MakeFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        var above = Path.GetDirectoryName(path);
        if (above is not null)
            MakeFolder(above);
        Directory.CreateDirectory(path);
        if (above is not null)
            SyncFolder(above);
    }

    /// <summary>Gives a whole, flushed file a second name, if nobody has taken that name; then the first one goes. False: it is taken.</summary>
    public static bool TryName(string written, string name)
    {
        if (OperatingSystem.IsWindows())
            return TryMove(written, name);
        var isTaken = Link(written, name) != 0;
        var error = isTaken ? Marshal.GetLastPInvokeError() : 0;
        if (error != 0 && error != FileExists)
            throw new IOException($"{name}: the name cannot be given (error {error}). The archive's file system must know hard links: with them exactly one of two sinks takes a name.");
        File.Delete(written);
        return !isTaken;
    }

    private static bool TryMove(string written, string name)
    {
        try
        {
            File.Move(written, name);
            return true;
        }
        catch (IOException) when (File.Exists(name))
        {
            File.Delete(written);
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern nint Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "link", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string old, [MarshalAs(UnmanagedType.LPUTF8Str)] string @new);
}
