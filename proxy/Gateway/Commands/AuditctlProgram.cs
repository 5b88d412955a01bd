using System.Runtime.InteropServices;

namespace Compliance.Gateway.Commands;

/// <summary>
/// <c>auditctl</c>, which knows what was recorded: this program knows nothing of archives, and hands over to it. It is looked for beside this
/// program, in a folder <c>auditctl</c> beside this program's, where a checkout builds it, and on PATH. Linux has another program of that
/// name, which sets up the kernel's audit: ours has its code beside it.
/// </summary>
internal static class AuditctlProgram
{
    public const string Name = "auditctl";

    /// <summary>Null: it is in none of these places.</summary>
    public static string? Find(string own, string? path) => Places(own, path ?? "").FirstOrDefault(IsOurs);

    /// <summary>
    /// This process becomes auditctl: terminal, pipes, signals, environment and exit code are its own from now on. Returns only where that
    /// can't be, with the reason.
    /// </summary>
    public static string Become(string program, IReadOnlyList<string> arguments)
    {
        if (OperatingSystem.IsWindows())
            return "Windows has no way to do that";
        // What the environment was changed to inside this process does not go with it: the runtime keeps that to itself.
        _ = Execute(program, [program, .. arguments, null]);
        return Marshal.GetLastPInvokeErrorMessage();
    }

    private static bool IsOurs(string program) =>
        File.Exists(program) && File.Exists((File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program) + ".dll");

    private static IEnumerable<string> Places(string own, string path)
    {
        var folder = Path.TrimEndingDirectorySeparator(own);
        yield return Path.Combine(folder, Name);
        yield return Path.Combine(Path.GetDirectoryName(folder) ?? folder, Name, Name);
        yield return Path.Combine(folder.Replace("/proxy/Gateway/bin/", "/auditsink/Auditctl/bin/", StringComparison.Ordinal), Name);
        // An empty entry would be the folder in which somebody happens to stand.
        foreach (var one in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return Path.Combine(one, Name);
    }

    [DllImport("libc", EntryPoint = "execv", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Execute([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments);
}
