using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>The three kinds of consumer group that Kafka 4 has.</summary>
public sealed class GroupTests
{
    [Theory]
    [InlineData("classic")]
    [InlineData("consumer")]
    public async Task A_group_reads_commits_and_goes_on_where_it_stopped(string protocol)
    {
        var roads = await TwoRoads.GetAsync();

        var read = await roads.BothAsync(async road =>
        {
            var topic = KafkaServer.UniqueName($"eq-group-{protocol}");
            await roads.Broker.CreateTopicAsync(topic);
            await ProduceAsync(roads.Address(road), topic, 20);
            var first = await ConsumeAsync(roads.Address(road), topic, protocol, 12);
            var second = await ConsumeAsync(roads.Address(road), topic, protocol, 8);
            var described = await KafkaTools.RunAsync("kafka-consumer-groups", ["--bootstrap-server", roads.Address(road), "--describe", "--group", topic]);
            return $"{first}---\n{second}---\n{roads.Normal(described.Checked()).Replace(topic, "TOPIC", StringComparison.Ordinal)}";
        });

        Assert.Equal(20, read.Direct.Split('\n').Count(line => line.StartsWith("line ", StringComparison.Ordinal)));
        Assert.Equal(Columns(read.Direct), Columns(read.Proxied));
    }

    [Fact]
    public async Task A_share_group_reads_and_acknowledges()
    {
        var roads = await TwoRoads.GetAsync();

        var read = await roads.BothAsync(async road =>
        {
            var topic = KafkaServer.UniqueName("eq-share");
            await roads.Broker.CreateTopicAsync(topic);
            var earliest = await KafkaTools.RunAsync(
                "kafka-configs", ["--bootstrap-server", roads.Address(road), "--alter", "--group", topic, "--add-config", "share.auto.offset.reset=earliest"]);
            earliest.Checked();
            await ProduceAsync(roads.Address(road), topic, 20);
            var shared = await KafkaTools.RunAsync(
                "kafka-console-share-consumer", ["--bootstrap-server", roads.Address(road), "--topic", topic, "--group", topic, "--max-messages", "20", "--timeout-ms", "30000"]);
            return string.Join('\n', shared.Checked().Lines);
        });

        Assert.Equal(20, read.Direct.Split('\n').Length);
        Assert.Equal(read.Direct, read.Proxied);
    }

    private static async Task ProduceAsync(string address, string topic, int count)
    {
        var produced = await KafkaTools.RunAsync(
            "kafka-console-producer", ["--bootstrap-server", address, "--topic", topic], string.Concat(Enumerable.Range(0, count).Select(i => $"line {i}\n")));
        produced.Checked();
    }

    private static async Task<string> ConsumeAsync(string address, string topic, string protocol, int count)
    {
        var consumed = await KafkaTools.RunAsync(
            "kafka-console-consumer",
            [
                "--bootstrap-server", address, "--topic", topic, "--group", topic, "--from-beginning", "--max-messages", $"{count}", "--timeout-ms", "30000",
                "--command-property", $"group.protocol={protocol}",
            ]);
        return consumed.Checked().Output;
    }

    // The columns are as wide as the widest name, which is as long on both roads; runs of blanks are made one all the same.
    private static string Columns(string text) => string.Join('\n', text.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
}
