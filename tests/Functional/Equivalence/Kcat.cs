using Compliance.Harness;

namespace Compliance.Functional.Equivalence;

/// <summary>Debian's kcat. A test that finds none is skipped, or fails in CI (<see cref="MissingPart"/>).</summary>
internal static class Kcat
{
    /// <summary>Runs it against a script's road, to its end.</summary>
    public static Task<ChildResult> RunAsync(Transcript script, string? input, params IEnumerable<string> arguments) =>
        ChildProcess.RunAsync(Find(), ["-b", script.Address, .. arguments], input);

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var found = folders.Select(folder => Path.Combine(folder, "kcat")).FirstOrDefault(File.Exists);
        if (found is null)
            MissingPart.Report("kcat", "Install Debian's kcat.");
        return found;
    }
}
