using System.IO.Compression;
using Compliance.Harness;

namespace Compliance.Functional.Equivalence.Telemetry;

/// <summary>
/// <c>MetricsLog.java</c>, compiled into a jar that a broker loads, and the roads before such a broker, started once for all tests of this
/// process. A test on a machine without a Java compiler is skipped, or fails in CI (<see cref="MissingPart"/>).
/// </summary>
internal static class MetricsPlugin
{
    /// <summary>The collection of the tests that subscribe: one after the other, because a new subscription concerns every client of the broker.</summary>
    public const string Alone = "client metrics";

    private static readonly Lazy<TempFolder> Folder = new(() => new TempFolder("metrics"));
    private static readonly Lazy<Task<Roads>> Started = new(StartAsync);

    public static Task<Roads> RoadsAsync() => Started.Value;

    /// <summary>What the plugin has printed of pushes, of all clients in all roads; each line contains <paramref name="whose"/>.</summary>
    public static IReadOnlyList<string> Pushes(Roads roads, string whose) =>
        [.. roads.Broker.Log.Split('\n').Where(line => line.StartsWith("pushed by ", StringComparison.Ordinal) && line.Contains(whose, StringComparison.Ordinal))];

    private static async Task<Roads> StartAsync()
    {
        var jar = await CompileAsync();
        return await Roads.StartAsync(new Dictionary<string, string?> { ["KAFKA_OPTS"] = $"-javaagent:{jar}" }, "metric.reporters=MetricsLog");
    }

    private static async Task<string> CompileAsync()
    {
        var libraries = SharedFolder.File("kafka", "lib-4.4", "kafka-clients-4.4.0.jar");
        if (Java.Compiler is null || libraries is null)
            MissingPart.Report("A Java compiler, or Kafka's libraries", $"They make the broker's plugin of tests/Functional/Equivalence/Telemetry. {Java.HowToCompile}");
        var (classes, jar) = (Folder.Value.Combine("classes"), Folder.Value.Combine("metrics.jar"));
        var source = RepoRoot.Combine("tests", "Functional", "Equivalence", "Telemetry", "MetricsLog.java");
        (await ChildProcess.RunAsync(Java.Compiler, ["-Xlint:all", "-Werror", "--release", "17", "-cp", libraries, "-d", classes, source])).Checked();
        Directory.CreateDirectory(Path.Combine(classes, "META-INF"));
        await File.WriteAllTextAsync(Path.Combine(classes, "META-INF", "MANIFEST.MF"), "Manifest-Version: 1.0\nPremain-Class: MetricsLog\n");
        await ZipFile.CreateFromDirectoryAsync(classes, jar);
        return jar;
    }
}
