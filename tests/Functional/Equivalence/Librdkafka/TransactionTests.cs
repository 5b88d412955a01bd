using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Equivalence.Librdkafka;

/// <summary>Transactions: committed, aborted, fenced, with the offsets of what they read.</summary>
public sealed class TransactionTests
{
    [Fact]
    public async Task What_is_committed_is_read_and_what_is_aborted_is_not()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var topic = script.Name("guarded-transactions");
            await script.Roads.Broker.CreateTopicAsync(topic);
            await Task.Run(async () =>
            {
                using var producer = Transactional(script, topic);
                producer.InitTransactions(Clients.Patience);
                foreach (var (name, commits) in new[] { ("one", true), ("two", false), ("three", true) })
                {
                    producer.BeginTransaction();
                    for (var i = 0; i < 3; i++)
                        script.Say($"{name}: at {(await producer.ProduceAsync(topic, Clients.Record(name, $$"""{"i":{{i}}}"""))).Offset.Value}");
                    if (commits)
                        producer.CommitTransaction(Clients.Patience);
                    else
                        producer.AbortTransaction(Clients.Patience);
                }

                // An open one: readers of what is committed stop before it.
                producer.BeginTransaction();
                await producer.ProduceAsync(topic, Clients.Record("open", "{}"));
                script.Say(Clients.Read(script, topic, IsolationLevel.ReadCommitted));
                script.Say(Clients.Read(script, topic, IsolationLevel.ReadUncommitted));
                producer.AbortTransaction(Clients.Patience);
            });
        });

        var lines = said.Alike();
        Assert.Equal(6 + 10, lines.Count(line => line.Contains('/', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_second_producer_of_the_same_id_fences_the_first()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var topic = script.Name("fenced");
            await script.Roads.Broker.CreateTopicAsync(topic);
            await Task.Run(async () =>
            {
                using var first = Transactional(script, topic);
                first.InitTransactions(Clients.Patience);
                first.BeginTransaction();
                await first.ProduceAsync(topic, Clients.Record("first", "1"));
                using var second = Transactional(script, topic);
                second.InitTransactions(Clients.Patience);
                await script.TryAsync("the first commits", () => Task.Run(() => first.CommitTransaction(Clients.Patience)));
                second.BeginTransaction();
                await second.ProduceAsync(topic, Clients.Record("second", "2"));
                await script.TryAsync("the second commits", () => Task.Run(() => second.CommitTransaction(Clients.Patience)));
                await Clients.NoneIsOpenAsync(script, topic);
                script.Say(Clients.Read(script, topic));
            });
        });

        var lines = said.Alike();
        Assert.StartsWith("the first commits: KafkaException", lines[0], StringComparison.Ordinal);
        Assert.Contains("fatal", lines[0], StringComparison.Ordinal);
        Assert.Equal("the second commits: done", lines[1]);
    }

    [Fact]
    public async Task Offsets_of_what_was_read_are_committed_with_what_was_written_or_not_at_all()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var (source, target, group) = (script.Name("source"), script.Name("target"), script.Name("group"));
            await script.Roads.Broker.CreateTopicAsync(source);
            await script.Roads.Broker.CreateTopicAsync(target);
            await Task.Run(async () =>
            {
                using var producer = Transactional(script, target);
                producer.InitTransactions(Clients.Patience);
                using (var feed = Clients.Producer(script))
                    for (var i = 0; i < 4; i++)
                        await feed.ProduceAsync(source, Clients.Record(null, $"{i}"));
                using var consumer = Clients.Consumer(script, group);
                consumer.Subscribe(source);
                foreach (var commits in new[] { true, false })
                {
                    producer.BeginTransaction();
                    for (var i = 0; i < 2; i++)
                    {
                        var read = consumer.Consume(Clients.Patience)!;
                        script.Say($"read {read.Message.Value}, wrote it at {(await producer.ProduceAsync(target, Clients.Record(null, read.Message.Value))).Offset.Value}");
                    }
                    producer.SendOffsetsToTransaction(consumer.Assignment.Select(each => new TopicPartitionOffset(each, consumer.Position(each))), consumer.ConsumerGroupMetadata, Clients.Patience);
                    if (commits)
                        producer.CommitTransaction(Clients.Patience);
                    else
                        producer.AbortTransaction(Clients.Patience);
                    // What is committed shows when its marker is written; what is not, never.
                    long Committed() => consumer.Committed(consumer.Assignment, Clients.Patience)[0].Offset.Value;
                    if (commits)
                        await Eventually.TrueAsync(() => Committed() == 2, Clients.Patience, "the offset to be committed");
                    script.Say($"committed: {Committed()}");
                }
                await Clients.NoneIsOpenAsync(script, target);
                script.Say(Clients.Read(script, target));
            });
        });

        Assert.Equal(2, said.Alike().Count(line => line == "committed: 2"));
    }

    private static IProducer<string?, string?> Transactional(Transcript script, string id) => Clients.Producer(script, config => (config.TransactionalId, config.TransactionTimeoutMs) = (id, 60000));
}
