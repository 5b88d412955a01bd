using System.Globalization;
using System.Text.RegularExpressions;
using Compliance.Harness;

namespace Compliance.Benchmarks.HeadToHead;

/// <summary>Kafka's own perf tools: how many MB (of 2^20 bytes) a second they say they wrote or read.</summary>
internal static partial class PerfTools
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task<double> ProduceAsync(string bootstrap, string topic, int records, string payloads, string codec)
    {
        ChildResult result = (await KafkaTools.RunAsync(
            "kafka-producer-perf-test",
            [
                "--topic", topic, "--num-records", $"{records}", "--payload-file", payloads, "--throughput", "-1",
                "--producer-props", $"bootstrap.servers={bootstrap}", "linger.ms=5", "batch.size=65536", $"compression.type={codec}",
            ],
            patience: Patience)).Checked();
        string last = result.Lines[^1];
        if (!last.StartsWith($"{records} records sent", StringComparison.Ordinal))
            throw new InvalidOperationException($"Not all records were taken: {result.Output}\n{result.Error}");
        return double.Parse(Rate().Match(last).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>The rate from the first fetch on, without the time that the group takes to form.</summary>
    public static async Task<double> ConsumeAsync(string bootstrap, string topic, int records)
    {
        ChildResult result = (await KafkaTools.RunAsync(
            "kafka-consumer-perf-test",
            ["--bootstrap-server", bootstrap, "--topic", topic, "--messages", $"{records}", "--group", KafkaServer.UniqueName("perf"), "--timeout", "60000"],
            patience: Patience)).Checked();
        string[] fields = result.Lines[^1].Split(',', StringSplitOptions.TrimEntries);
        if (fields.Length < 10 || int.Parse(fields[4], CultureInfo.InvariantCulture) < records)
            throw new InvalidOperationException($"Not all records came: {result.Output}\n{result.Error}");
        return double.Parse(fields[8], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\(([0-9.]+) MB/sec\)")]
    private static partial Regex Rate();
}
