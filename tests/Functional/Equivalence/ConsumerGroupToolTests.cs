using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>All that <c>kafka-consumer-groups</c> tells of groups and does to their offsets.</summary>
public sealed class ConsumerGroupToolTests
{
    [Fact]
    public async Task Offsets_of_a_group_are_moved_to_wherever_one_can_say()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var (topic, group) = (script.Name("moved"), script.Name("team"));
            using var folder = new TempFolder("offsets");
            await script.Roads.Broker.CreateTopicAsync(topic, partitions: 2);
            // With times that are told apart, and a group that has read some.
            using (var producer = Librdkafka.Clients.Producer(script))
                foreach (var second in Enumerable.Range(0, 10))
                    await producer.ProduceAsync(new Confluent.Kafka.TopicPartition(topic, second % 2), Librdkafka.Clients.Record(null, $"{second}", second * 60));
            (await script.ToolAsync(
                "kafka-console-consumer",
                "--topic", topic, "--group", group, "--from-beginning", "--max-messages", "10", "--timeout-ms", "60000", "--command-property", "group.protocol=consumer")).Checked();

            // Its only member has left when it ends; the coordinator may hear of it later.
            await IsAsync(script, group, "Empty");
            await SayAsync(script, "--describe", "--group", group);
            await SayAsync(script, "--describe", "--group", group, "--state");
            await SayAsync(script, "--describe", "--group", group, "--members", "--verbose");
            string[][] places =
            [
                ["--to-earliest"], ["--shift-by", "-100"], ["--to-latest"], ["--to-datetime", "2026-11-01T00:03:30.000"],
            ];
            foreach (var place in places)
                await SayAsync(script, ["--reset-offsets", "--execute", "--group", group, "--topic", topic, .. place]);
            await SayAsync(script, "--reset-offsets", "--dry-run", "--group", group, "--topic", $"{topic}:1", "--to-offset", "2");
            var plan = folder.Write("plan.csv", $"\"{topic}\",0,2\n\"{topic}\",1,1\n");
            await SayAsync(script, "--reset-offsets", "--execute", "--group", group, "--from-file", plan);
            await SayAsync(script, "--delete-offsets", "--group", group, "--topic", $"{topic}:1");
            await SayAsync(script, "--describe", "--group", group, "--offsets");
            await SayAsync(script, "--delete", "--group", group);
            await SayAsync(script, "--delete", "--group", group);
            await SayAsync(script, "--describe", "--group", group);
        });

        var lines = said.Alike();
        Assert.Contains("team moved 0 2", lines);
        Assert.Contains(lines, line => line.StartsWith("team moved 0 2 5 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_group_that_lives_is_told_of_and_neither_moved_nor_deleted()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var (topic, group) = (script.Name("living"), script.Name("team"));
            await script.Roads.Broker.CreateTopicAsync(topic, partitions: 2);
            using var member = new Librdkafka.Member(script, group, "member", Confluent.Kafka.GroupProtocol.Consumer);
            member.Subscribe(topic);
            await member.HoldsAsync(2);
            // The member tells its coordinator with its next heartbeat.
            await IsAsync(script, group, "Stable");

            await SayAsync(script, "--describe", "--group", group, "--state");
            await SayAsync(script, "--reset-offsets", "--execute", "--group", group, "--topic", topic, "--to-earliest");
            await SayAsync(script, "--delete", "--group", group);
            var listed = await script.ToolAsync("kafka-consumer-groups", "--list", "--state", "stable", "--type", "consumer");
            script.Say(listed.Checked().Lines.Where(line => line.Contains(group, StringComparison.Ordinal)).Select(Columns));
            await member.CloseAsync();
        });

        Assert.Equal("team Consumer Stable", said.Alike()[^1]);
    }

    private static async Task IsAsync(Transcript script, string group, string state) =>
        await script.ToolUntilAsync(state, "kafka-consumer-groups", "--describe", "--group", group, "--state");

    private static async Task SayAsync(Transcript script, params string[] question)
    {
        var told = await script.ToolAsync("kafka-consumer-groups", question);
        script.Say($"{question[0]}: exit {told.ExitCode}");
        // Without the frames of a stack trace; sorted, because partitions come in the order of a hash table of their topics' names.
        script.Say($"{told.Output}\n{told.Error}".Split('\n').Where(line => !line.StartsWith("\tat ", StringComparison.Ordinal)).Select(Columns).Order(StringComparer.Ordinal));
    }

    /// <summary>A table's row without its padding.</summary>
    private static string Columns(string row) => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
