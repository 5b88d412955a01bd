using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>The three kinds of consumer group that Kafka 4 has, by Kafka's own tools.</summary>
public sealed class GroupTests
{
    [Theory]
    [InlineData("classic")]
    [InlineData("consumer")]
    public async Task A_group_reads_commits_and_goes_on_where_it_stopped(string protocol)
    {
        var roads = await Roads.GetAsync();

        var read = await roads.AllAsync(async script =>
        {
            var topic = script.Name($"eq-group-{protocol}");
            await script.Roads.Broker.CreateTopicAsync(topic);
            await ProduceAsync(script, topic, 20);
            script.Say((await ConsumeAsync(script, topic, protocol, 12)).Checked());
            script.Say((await ConsumeAsync(script, topic, protocol, 8)).Checked());
            // The last member is gone from the group a moment after its program's end.
            var described = await script.ToolUntilAsync(result => !result.Output.Contains("/127.0.0.1", StringComparison.Ordinal), "kafka-consumer-groups", "--describe", "--group", topic);
            script.Say(described.Checked().Lines.Select(Columns));
        });

        var lines = read.Alike();
        Assert.Equal(20, lines.Count(line => line.StartsWith("line ", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith($"eq-group-{protocol} eq-group-{protocol} 0 20 20 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_share_group_reads_and_acknowledges()
    {
        var roads = await Roads.GetAsync();

        var read = await roads.AllAsync(async script =>
        {
            var topic = script.Name("eq-share");
            await script.Roads.Broker.CreateTopicAsync(topic);
            await Librdkafka.Clients.ReadFromTheBeginningAsync(script, topic);
            await ProduceAsync(script, topic, 20);
            script.Say((await script.ToolAsync("kafka-console-share-consumer", "--topic", topic, "--group", topic, "--max-messages", "20", "--timeout-ms", "60000")).Checked());
        });

        Assert.Equal(20, read.Alike().Count(line => line.StartsWith("line ", StringComparison.Ordinal)));
    }

    private static async Task ProduceAsync(Transcript script, string topic, int count) =>
        (await script.FeedAsync(string.Concat(Enumerable.Range(0, count).Select(i => $"line {i}\n")), "kafka-console-producer", "--topic", topic)).Checked();

    private static Task<Harness.ChildResult> ConsumeAsync(Transcript script, string topic, string protocol, int count) => script.ToolAsync(
        "kafka-console-consumer",
        "--topic", topic, "--group", topic, "--from-beginning", "--max-messages", $"{count}", "--timeout-ms", "60000", "--command-property", $"group.protocol={protocol}");

    /// <summary>A table's row without its padding.</summary>
    private static string Columns(string row) => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
