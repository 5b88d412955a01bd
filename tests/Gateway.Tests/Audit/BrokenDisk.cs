using System.Runtime.InteropServices;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>
/// Makes every further write and fsync of a file that this process holds open fail, as a disk that has died does: its descriptors are
/// replaced by ones that name a place only. Maps of the file live on, as they do over a dead disk.
/// </summary>
internal static class BrokenDisk
{
    private const int PathOnly = 0x200000;

    public static void Break(string file)
    {
        foreach (var link in Directory.GetFiles("/proc/self/fd"))
        {
            if (TargetOf(link) != file)
                continue;
            var dead = Open("/", PathOnly);
            if (Replace(dead, int.Parse(Path.GetFileName(link), System.Globalization.CultureInfo.InvariantCulture)) < 0)
                throw new IOException(Marshal.GetLastPInvokeErrorMessage());
            _ = Close(dead);
        }
    }

    /// <summary>Null for a descriptor that another test has closed meanwhile.</summary>
    private static string? TargetOf(string link)
    {
        try
        {
            return new FileInfo(link).ResolveLinkTarget(returnFinalTarget: false)?.FullName;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "dup2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Replace(int with, int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
