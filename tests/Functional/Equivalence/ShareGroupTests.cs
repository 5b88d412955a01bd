using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>Share groups (KIP-932) by Kafka's own tools: what is released comes again and is counted, what is rejected does not.</summary>
public sealed class ShareGroupTests
{
    [Fact]
    public async Task Records_are_released_rejected_and_accepted_alike()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var (topic, group) = (script.Name("guarded-share"), script.Name("share-group"));
            await script.Roads.Broker.CreateTopicAsync(topic);
            await Librdkafka.Clients.ReadFromTheBeginningAsync(script, group);
            await ProduceAsync(script, topic, 0, 5);

            // Given records that are read and given back, read again and refused
            await ReadAsync(script, topic, group, 5, "--release");
            await ReadAsync(script, topic, group, 5, "--reject");
            // When others come
            await ProduceAsync(script, topic, 5, 5);
            await ReadAsync(script, topic, group, 5);

            // Then the group says where it is, and can be moved and ended
            script.Say(Columns(await script.ToolAsync("kafka-share-groups", "--describe", "--group", group, "--offsets")));
            script.Say(Columns(await script.ToolAsync("kafka-share-groups", "--reset-offsets", "--to-earliest", "--execute", "--group", group, "--topic", topic)));
            await ReadAsync(script, topic, group, 10);
            script.Say(Columns(await script.ToolAsync("kafka-share-groups", "--delete-offsets", "--group", group, "--topic", topic)));
            script.Say(Columns(await script.ToolAsync("kafka-share-groups", "--delete", "--group", group)));
            script.Say(Columns(await script.ToolAsync("kafka-share-groups", "--describe", "--group", group, "--state")));
        });

        var lines = said.Alike();
        Assert.Equal(25, lines.Count(line => line.Contains("{\"n\":", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains("Delivery:2", StringComparison.Ordinal));
    }

    private static async Task ProduceAsync(Transcript script, string topic, int from, int count) =>
        (await script.FeedAsync(string.Concat(Enumerable.Range(from, count).Select(i => $$"""{"n":{{i}}}""" + "\n")), "kafka-console-producer", "--topic", topic)).Checked();

    private static async Task ReadAsync(Transcript script, string topic, string group, int count, params string[] how) => script.Say(await script.ToolAsync(
        "kafka-console-share-consumer",
        ["--topic", topic, "--group", group, "--max-messages", $"{count}", "--timeout-ms", "60000", "--formatter-property", "print.delivery=true", "--formatter-property", "print.offset=true", .. how]));

    private static IEnumerable<string> Columns(ChildResult result) =>
        $"{result.Output}\n{result.Error}".Split('\n').Select(row => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
