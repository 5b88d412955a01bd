namespace Compliance.Harness;

/// <summary>What a program that has ended left: its exit code and everything it printed.</summary>
public sealed record ChildResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Lines of standard output without the empty ones.</summary>
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Itself where the program exited with 0; else an exception that shows what it printed.</summary>
    public ChildResult Checked() => ExitCode == 0
        ? this
        : throw new InvalidOperationException($"{Command} exited with {ExitCode}.\n{Output}\n{Error}");
}
