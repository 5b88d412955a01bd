using System.Runtime.InteropServices;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// Makes names in a folder durable: after a file is made, renamed or deleted, only an fsync of the folder itself keeps that through a
/// power cut. The framework opens no folders, so this asks the C library.
/// </summary>
internal static class DirectorySync
{
    private const int CloseOnExec = 0x80000;
    private const int InvalidArgument = 22;

    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var descriptor = Open(folder, CloseOnExec);
        if (descriptor < 0)
            throw Error(folder);
        try
        {
            // EINVAL: a file system that has nothing to flush for a folder.
            if (Fsync(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
                throw Error(folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Error(string folder)
    {
        var code = Marshal.GetLastPInvokeError();
        return new IOException($"The folder {folder} cannot be made durable: {Marshal.GetPInvokeErrorMessage(code)}", code);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
