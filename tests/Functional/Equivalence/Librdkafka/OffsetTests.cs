using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Compliance.Functional.Equivalence.Librdkafka;

/// <summary>Offsets: found by time, committed, altered, deleted, out of range; and what a wait for records that do not come is.</summary>
public sealed class OffsetTests
{
    [Fact]
    public async Task Offsets_are_found_moved_and_forgotten_alike()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var (topic, group) = (script.Name("offsets"), script.Name("team"));
            await script.Roads.Broker.CreateTopicAsync(topic);
            var first = new TopicPartition(topic, 0);
            using var admin = Clients.Admin(script);
            using (var producer = Clients.Producer(script))
                foreach (var second in new[] { 10, 30, 20, 40 })
                    await producer.ProduceAsync(topic, Clients.Record(null, $"{second}", second));

            foreach (var (name, spec) in new[] { ("earliest", OffsetSpec.Earliest()), ("latest", OffsetSpec.Latest()), ("highest time", OffsetSpec.MaxTimestamp()), ("25 s", OffsetSpec.ForTimestamp(Ms(25))), ("too late", OffsetSpec.ForTimestamp(Ms(99))) })
            {
                var listed = await admin.ListOffsetsAsync([new TopicPartitionOffsetSpec { TopicPartition = first, OffsetSpec = spec }], new ListOffsetsOptions());
                script.Say($"{name}: {listed.ResultInfos[0].TopicPartitionOffsetError.Offset.Value} {listed.ResultInfos[0].TopicPartitionOffsetError.Error.Code}");
            }

            using (var consumer = Clients.Consumer(script, group))
            {
                script.Say($"by time: {consumer.OffsetsForTimes([new TopicPartitionTimestamp(first, new Timestamp(Ms(15), TimestampType.CreateTime))], Clients.Patience)[0].Offset.Value}");
                consumer.Commit([new TopicPartitionOffset(first, 3)]);
                script.Say($"committed: {consumer.Committed([first], Clients.Patience)[0].Offset.Value}");
            }

            await script.TryAsync("alter", () => admin.AlterConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitionOffsets(group, [new TopicPartitionOffset(first, 1)])]));
            script.Say($"altered: {(await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, null)]))[0].Partitions[0].Offset.Value}");
            await script.TryAsync("delete offsets", () => admin.DeleteConsumerGroupOffsetsAsync(group, [first]));
            await script.TryAsync("delete group", () => admin.DeleteGroupsAsync([group]));
            await script.TryAsync("delete group again", () => admin.DeleteGroupsAsync([group]));

            var deleted = await admin.DeleteRecordsAsync([new TopicPartitionOffset(first, 2)]);
            script.Say($"records deleted below {deleted[0].Offset.Value}");
            await Task.Run(() => Reset(script, topic, group));
        });

        var lines = said.Alike();
        Assert.Equal(["earliest: 0 NoError", "latest: 4 NoError", "highest time: 3 NoError", "25 s: 1 NoError", "too late: -1 NoError", "by time: 1", "committed: 3"], lines.Take(7));
        Assert.Contains("the earliest that is left: 2", lines);
    }

    [Fact]
    public async Task A_fetch_waits_while_nothing_comes_and_ends_when_something_does()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var topic = script.Name("guarded-quiet");
            await script.Roads.Broker.CreateTopicAsync(topic);
            using var producer = Clients.Producer(script);
            using var consumer = Clients.Consumer(script, "reader", config => (config.FetchWaitMaxMs, config.FetchMinBytes, config.EnablePartitionEof) = (50000, 1, false));
            consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
            await script.TimeAsync("nothing comes", TimeSpan.FromSeconds(3), () => Task.Run(() => script.Say(consumer.Consume(TimeSpan.FromSeconds(3)) is null ? "nothing" : "a record")));
            // The broker holds the fetch for 50 s, unless a record ends it.
            await producer.ProduceAsync(topic, Clients.Record("k", "{}"));
            await script.TimeAsync("a record comes", TimeSpan.FromSeconds(45), () => Task.Run(() => script.Say(consumer.Consume(Clients.Patience) is null ? "nothing" : "a record")));
        });

        Assert.Equal(["nothing", "nothing comes: a wait", "a record", "a record comes: before the wait is over"], said.Alike());
    }

    private static long Ms(int second) => new Timestamp(Clients.Start.AddSeconds(second)).UnixTimestampMs;

    /// <summary>Where a consumer begins that asks for what is no more.</summary>
    private static void Reset(Transcript script, string topic, string group)
    {
        foreach (var reset in new[] { AutoOffsetReset.Earliest, AutoOffsetReset.Latest, AutoOffsetReset.Error })
        {
            using var consumer = Clients.Consumer(script, group, config => config.AutoOffsetReset = reset);
            consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
            try
            {
                var read = consumer.Consume(Clients.Patience)!;
                script.Say(reset == AutoOffsetReset.Earliest ? $"the earliest that is left: {read.Offset.Value}" : $"{reset}: end {read.IsPartitionEOF} at {read.Offset.Value}");
            }
            catch (ConsumeException failure)
            {
                script.Say($"{reset}: {failure.Error.Code}");
            }
        }
    }
}
