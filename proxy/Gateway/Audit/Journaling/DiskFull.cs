namespace Compliance.Gateway.Audit.Journaling;

/// <summary>Tells a disk without room, which may have some later, from a disk that fails.</summary>
internal static class DiskFull
{
    private const int FileTooBig = 27;
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>On Linux the framework puts the system's own error number into HResult.</summary>
    public static bool Is(IOException failure) => failure.HResult is FileTooBig or NoSpace or OverQuota or WindowsDiskFull;
}
