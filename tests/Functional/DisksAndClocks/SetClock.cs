using Compliance.Harness;

namespace Compliance.Functional.DisksAndClocks;

/// <summary>
/// The clock of programs, which a test sets while they run, as somebody with the right to does on a machine: a few lines of C, compiled here,
/// stand before the C library's clock. The monotonic clock stays as it is, and waits last as long as they are meant to, as they do there.
/// </summary>
internal sealed class SetClock : IDisposable
{
    private readonly TempFolder _folder = new("clock");

    private SetClock() => Set(TimeSpan.Zero);

    public static async Task<SetClock> MakeAsync()
    {
        var clock = new SetClock();
        try
        {
            var source = RepoRoot.Combine("tests", "Functional", "DisksAndClocks", "set_clock.c");
            (await ChildProcess.RunAsync("gcc", ["-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", clock.Library, source])).Checked();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            MissingPart.Report("A C compiler", "Install Debian's package gcc.");
        }

        return clock;
    }

    /// <summary>How far it is off. Programs see it at once.</summary>
    public void Set(TimeSpan offset)
    {
        // In place: the programs have mapped it.
        using var file = new FileStream(Place, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        file.Write(BitConverter.GetBytes((long)offset.TotalSeconds));
    }

    /// <summary>The command line that runs <paramref name="command"/> by this clock.</summary>
    public string[] Around(string[] command) => ["env", $"LD_PRELOAD={Library}", $"SET_CLOCK_FILE={Place}", .. command];

    public void Dispose() => _folder.Dispose();

    private string Place => _folder.Combine("offset");

    private string Library => _folder.Combine("set_clock.so");
}
