using Compliance.Harness;

namespace Compliance.Functional.Equivalence.Rebootstrap;

/// <summary>Kafka's console tools, which the shared folder has of 4.3, with the client library of 4.4.</summary>
internal static class NewestTool
{
    public static ChildProcess Start(string tool, IEnumerable<string> arguments)
    {
        var (java, client) = (Java.Runtime, SharedFolder.File("kafka", "lib-4.4", "kafka-clients-4.4.0.jar"));
        if (java is null || client is null)
            MissingPart.Report("Kafka's client library of 4.4", $"It lies in ../shared/kafka/lib-4.4 (or COMPLIANCE_SHARED). {Java.HowToGet}");
        var home = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(client)!, ".."));
        var classes = string.Join(':', new[] { "lib-4.4", "lib-4.3", "lib" }.Select(folder => Path.Combine(home, folder, "*")));
        return ChildProcess.Start(java,
        [
            "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", $"-Dlog4j2.configurationFile={Path.Combine(home, "config", "tools-log4j2.properties")}",
            "-cp", classes, $"org.apache.kafka.tools.{tool}", .. arguments,
        ]);
    }
}
