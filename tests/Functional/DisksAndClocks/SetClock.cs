using Compliance.Harness;

namespace Compliance.Functional.DisksAndClocks;

/// <summary>
/// The clock of programs, which a test sets while they run, as somebody with the right to does on a machine: libfaketime stands before the C
/// library's clock. The monotonic clock stays as it is, as it does there.
/// </summary>
internal sealed class SetClock : IDisposable
{
    private static readonly string[] Libraries = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"];
    private readonly TempFolder _folder = new("clock");
    private readonly string _library;

    public SetClock()
    {
        _library = Libraries.FirstOrDefault(File.Exists) ?? "";
        if (_library.Length == 0)
            MissingPart.Report("libfaketime", "Install Debian's package faketime.");
        Set("+0");
    }

    /// <summary>How far it is off: <c>+2d</c>, <c>-1h</c>. Programs see it within a second.</summary>
    public void Set(string offset) => File.Move(_folder.Write("new", offset + "\n"), Place, overwrite: true);

    /// <summary>
    /// The command line that runs <paramref name="command"/> by this clock. Each wait with an end returns at once there, so that a program at
    /// rest takes two processors; with FAKETIME_FORCE_MONOTONIC_FIX=0 none, but then its waits last as much longer as the clock is set.
    /// </summary>
    public string[] Around(string[] command) =>
    [
        "env", $"LD_PRELOAD={_library}", $"FAKETIME_TIMESTAMP_FILE={Place}", "FAKETIME_CACHE_DURATION=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1", .. command,
    ];

    public void Dispose() => _folder.Dispose();

    private string Place => _folder.Combine("offset");
}
