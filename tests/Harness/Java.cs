namespace Compliance.Harness;

/// <summary>Whether a Java of version 17 or later is there, looked for where the servers' start scripts look.</summary>
public static class Java
{
    private static readonly Lazy<bool> Found = new(() => Candidates().Any(IsFit));

    public static bool IsPresent => Found.Value;

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

    private static bool IsFit(string java)
    {
        if (!File.Exists(java))
            return false;
        var said = ChildProcess.Run(java, ["-version"]);
        var version = said.Error.Split('"').ElementAtOrDefault(1) ?? "";
        return int.TryParse(version.Split('.', '_', '-')[0], out var feature) && feature >= 17;
    }
}
