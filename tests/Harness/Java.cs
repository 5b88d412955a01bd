namespace Compliance.Harness;

/// <summary>The Java of version 17 or later that is there, looked for where the servers' start scripts look, and its compiler.</summary>
public static class Java
{
    private static readonly Lazy<string?> FoundRuntime = new(() => Candidates().FirstOrDefault(IsFit));
    private static readonly Lazy<string?> FoundCompiler = new(() => Candidates().Where(IsFit).Select(CompilerBeside).FirstOrDefault(File.Exists));

    public static bool IsPresent => Runtime is not null;

    /// <summary>The program <c>java</c>; null: there is none.</summary>
    public static string? Runtime => FoundRuntime.Value;

    /// <summary>The program <c>javac</c>; null: there are only runtimes.</summary>
    public static string? Compiler => FoundCompiler.Value;

    public const string HowToCompile = "Install a Java development kit of version 17 or later (Debian: openjdk-17-jdk-headless) or set JAVA_HOME to one.";

    public const string HowToGet = "Install Java 17 or later (Debian: openjdk-17-jre-headless) or set JAVA_HOME.";

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home)
            yield return Path.Combine(home, "bin", "java");
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return Path.Combine(folder, "java");
        const string jvms = "/usr/lib/jvm";
        if (Directory.Exists(jvms))
            foreach (var folder in Directory.GetDirectories(jvms))
                yield return Path.Combine(folder, "bin", "java");
    }

    private static string CompilerBeside(string java) =>
        Path.Combine(Path.GetDirectoryName(File.ResolveLinkTarget(java, returnFinalTarget: true)?.FullName ?? java)!, "javac");

    private static bool IsFit(string java)
    {
        if (!File.Exists(java))
            return false;
        var said = ChildProcess.Run(java, ["-version"]);
        var version = said.Error.Split('"').ElementAtOrDefault(1) ?? "";
        return int.TryParse(version.Split('.', '_', '-')[0], out var feature) && feature >= 17;
    }
}
