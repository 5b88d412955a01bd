using System.Text.Json;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>Idempotent and transactional producers, and what readers of committed records see.</summary>
public sealed class ProducerKindsTests
{
    [Fact]
    public async Task Transactions_commit_and_are_read_alike_on_every_road()
    {
        var roads = await Roads.GetAsync();
        using var payload = new TempFolder("payload");
        var file = payload.Write("lines", string.Join('\n', Enumerable.Range(0, 50).Select(i => $"payment {i}")));

        var read = await roads.AllAsync(async script =>
        {
            var topic = script.Name("eq-transactional");
            await script.Roads.Broker.CreateTopicAsync(topic);

            // Given 2000 records in many short transactions
            var produced = await script.ToolAsync(
                "kafka-producer-perf-test",
                "--topic", topic, "--num-records", "2000", "--throughput", "1000", "--payload-file", file,
                "--transactional-id", topic, "--transaction-duration-ms", "100", "--command-property", "acks=all");
            Assert.Contains("2000 records sent", produced.Checked().Output, StringComparison.Ordinal);

            // When a reader of committed records counts them to the topic's end, and another reads what was committed last
            var committed = await script.ToolAsync(
                "kafka-console-consumer",
                "--topic", topic, "--from-beginning", "--isolation-level", "read_committed", "--max-messages", "2000", "--timeout-ms", "60000");
            script.Say($"{committed.Checked().Lines.Count(line => line.StartsWith("payment ", StringComparison.Ordinal))} read");
            script.Say(await DescribeTransactionAsync(script, topic));
        });

        // Then the coordinator says of all that they are complete
        Assert.Equal(["2000 read", "coordinator 1, state CompleteCommit, timeout 60000"], read.Alike());
    }

    [Fact]
    public async Task The_verifiable_producer_and_consumer_verify_alike_on_every_road()
    {
        var roads = await Roads.GetAsync();

        var outcomes = await roads.AllAsync(async script =>
        {
            var topic = script.Name("eq-verifiable");
            await script.Roads.Broker.CreateTopicAsync(topic, partitions: 3);
            var produced = await script.ToolAsync("kafka-verifiable-producer", "--topic", topic, "--max-messages", "300", "--acks", "-1", "--repeating-keys", "9");
            var consumed = await script.ToolAsync("kafka-verifiable-consumer", "--topic", topic, "--group-id", topic, "--max-messages", "300");
            script.Say($"read {Events(consumed.Checked()).Where(line => Name(line) == "records_consumed").Sum(line => line.GetProperty("count").GetInt32())}");
            script.Say(Events(produced.Checked()).Where(line => Name(line) == "producer_send_success")
                .Select(line => $"{line.GetProperty("key")}={line.GetProperty("value")} at {line.GetProperty("partition")}/{line.GetProperty("offset")}").Order(StringComparer.Ordinal));
        });

        var lines = outcomes.Alike();
        Assert.Equal("read 300", lines[0]);
        Assert.Equal(301, lines.Count);
    }

    private static IEnumerable<JsonElement> Events(ChildResult result) => result.Lines.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement);

    private static string? Name(JsonElement line) => line.TryGetProperty("name", out var name) ? name.GetString() : null;

    private static async Task<string> DescribeTransactionAsync(Transcript script, string transactionalId)
    {
        // The coordinator says so once the last marker is written, a moment after the records can be read.
        var described = await script.ToolUntilAsync("CompleteCommit", "kafka-transactions", "describe", "--transactional-id", transactionalId);
        // Coordinator, id, producer id, epoch, state, timeout, …: the id and the numbers of the producer are the run's own.
        var row = described.Checked().Lines[^1].Split('\t', StringSplitOptions.TrimEntries);
        return $"coordinator {row[0]}, state {row[4]}, timeout {row[5]}";
    }
}
