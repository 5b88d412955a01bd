using System.Text.Json;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>Idempotent and transactional producers, and what readers of committed records see.</summary>
public sealed class ProducerKindsTests
{
    [Fact]
    public async Task Transactions_commit_and_are_read_alike_on_both_roads()
    {
        var roads = await TwoRoads.GetAsync();
        using var payload = new TempFolder("payload");
        var file = payload.Write("lines", string.Join('\n', Enumerable.Range(0, 50).Select(i => $"payment {i}")));

        var read = await roads.BothAsync(async road =>
        {
            var topic = KafkaServer.UniqueName("eq-transactional");
            await roads.Broker.CreateTopicAsync(topic);

            // Given 2000 records in many short transactions
            var produced = await KafkaTools.RunAsync(
                "kafka-producer-perf-test",
                [
                    "--bootstrap-server", roads.Address(road), "--topic", topic, "--num-records", "2000", "--throughput", "1000", "--payload-file", file,
                    "--transactional-id", topic, "--transaction-duration-ms", "100", "--command-property", "acks=all",
                ]);
            Assert.Contains("2000 records sent", produced.Checked().Output, StringComparison.Ordinal);

            // When a reader of committed records counts them to the topic's end, and another reads what was committed last
            var committed = await KafkaTools.RunAsync(
                "kafka-console-consumer",
                ["--bootstrap-server", roads.Address(road), "--topic", topic, "--from-beginning", "--isolation-level", "read_committed", "--max-messages", "2000", "--timeout-ms", "30000"]);
            Assert.Equal(2000, committed.Checked().Lines.Count(line => line.StartsWith("payment ", StringComparison.Ordinal)));
            return await DescribeTransactionAsync(roads, road, topic);
        });

        // Then the coordinator says of both that all is complete
        Assert.Contains("CompleteCommit", read.Direct, StringComparison.Ordinal);
        Assert.Equal(read.Direct, read.Proxied);
    }

    [Fact]
    public async Task The_verifiable_producer_and_consumer_verify_alike_on_both_roads()
    {
        var roads = await TwoRoads.GetAsync();

        var outcomes = await roads.BothAsync(async road =>
        {
            var topic = KafkaServer.UniqueName("eq-verifiable");
            await roads.Broker.CreateTopicAsync(topic, partitions: 3);
            var produced = await KafkaTools.RunAsync(
                "kafka-verifiable-producer", ["--bootstrap-server", roads.Address(road), "--topic", topic, "--max-messages", "300", "--acks", "-1", "--repeating-keys", "9"]);
            var consumed = await KafkaTools.RunAsync(
                "kafka-verifiable-consumer", ["--bootstrap-server", roads.Address(road), "--topic", topic, "--group-id", topic, "--max-messages", "300"]);
            var acknowledged = Events(produced.Checked()).Where(line => Name(line) == "producer_send_success")
                .Select(line => $"{line.GetProperty("key")}={line.GetProperty("value")} at {line.GetProperty("partition")}/{line.GetProperty("offset")}").Order(StringComparer.Ordinal);
            var counted = Events(consumed.Checked()).Where(line => Name(line) == "records_consumed").Sum(line => line.GetProperty("count").GetInt32());
            return $"read {counted}\n{string.Join('\n', acknowledged)}";
        });

        Assert.StartsWith("read 300\n", outcomes.Direct, StringComparison.Ordinal);
        Assert.Equal(301, outcomes.Direct.Split('\n').Length);
        Assert.Equal(outcomes.Direct, outcomes.Proxied);
    }

    private static IEnumerable<JsonElement> Events(ChildResult result) => result.Lines.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement);

    private static string? Name(JsonElement line) => line.TryGetProperty("name", out var name) ? name.GetString() : null;

    private static async Task<string> DescribeTransactionAsync(TwoRoads roads, Road road, string transactionalId)
    {
        var described = await KafkaTools.RunAsync("kafka-transactions", ["--bootstrap-server", roads.Address(road), "describe", "--transactional-id", transactionalId]);
        // Coordinator, id, producer id, epoch, state, timeout, …: the id and the numbers of the producer are the run's own.
        var row = described.Checked().Lines[^1].Split('\t', StringSplitOptions.TrimEntries);
        return $"coordinator {row[0]}, state {row[4]}, timeout {row[5]}";
    }
}
