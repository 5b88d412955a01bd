namespace Compliance.Harness;

/// <summary>Kafka's own command-line tools, out of the shared folder's <c>kafka/bin</c>. A test that finds none is skipped, or fails in CI.</summary>
public static class KafkaTools
{
    public static bool IsPresent => SharedFolder.File("kafka", "bin", "kafka-topics") is not null && Java.IsPresent;

    /// <summary>Runs a tool to its end: <c>RunAsync("kafka-console-producer", ["--topic", "t", …], "line\n")</c>.</summary>
    public static async Task<ChildResult> RunAsync(
        string tool, IEnumerable<string> arguments, string? input = null, TimeSpan? patience = null, IReadOnlyDictionary<string, string?>? environment = null) =>
        await ChildProcess.RunAsync(Find(tool), arguments, input, await KafkaJava.WithAsync(environment), patience);

    /// <summary>Starts a tool that runs on.</summary>
    public static async Task<ChildProcess> StartAsync(string tool, IEnumerable<string> arguments) =>
        ChildProcess.Start(Find(tool), arguments, await KafkaJava.WithAsync());

    private static string Find(string tool)
    {
        if (!IsPresent)
            MissingPart.Report("Kafka's command-line tools", $"They need ../shared/kafka/bin (or COMPLIANCE_SHARED). {Java.HowToGet}");
        return SharedFolder.File("kafka", "bin", tool) ?? throw new ArgumentException($"No tool {tool} in the shared folder's kafka/bin.");
    }
}
