using System.Text;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Equivalence.Librdkafka;

/// <summary>Records, batches, codecs, transactions and the sizes of reads as chance draws them, by the seed in the test's name: stored and read alike.</summary>
public sealed class DrawnRecordTests
{
    private const int Producers = 3;

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, Nightly.Or(2, 40))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_chance_draws_arrives_alike(int seed)
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            // The same draws on each road
            var draw = new Random(seed);
            var topic = script.Name(draw.Next(3) == 0 ? "drawn" : "guarded-drawn");
            var partitions = draw.Next(1, 4);
            await script.Roads.Broker.CreateTopicAsync(topic, partitions);
            for (var i = 0; i < Producers; i++)
            {
                await Task.Run(() => WriteAsync(script, draw, topic, partitions, $"{topic}-{i}"));
                // The last transaction's marker has its place before the next producer's records have theirs.
                for (var partition = 0; partition < partitions; partition++)
                    await Clients.NoneIsOpenAsync(script, topic, partition);
            }
            for (var partition = 0; partition < partitions; partition++)
            {
                var isolation = draw.Next(2) == 0 ? IsolationLevel.ReadCommitted : IsolationLevel.ReadUncommitted;
                var (answer, one) = (draw.Next(1_000, 2 << 20), draw.Next(1, 1 << 20));
                var place = partition;
                script.Say(await Task.Run(() => Clients.Read(script, topic, isolation, place, config => (config.MessageMaxBytes, config.FetchMaxBytes, config.MaxPartitionFetchBytes) = (1000, answer, one))));
            }
        });

        // Few are read where chance has most transactions aborted.
        Assert.True(said.Alike().Count(line => line.Contains(": stored at ", StringComparison.Ordinal)) >= Producers);
    }

    /// <summary>One producer's records: in transactions, of which some are aborted, or not.</summary>
    private static async Task WriteAsync(Transcript script, Random draw, string topic, int partitions, string id)
    {
        var transactional = draw.Next(3) == 0;
        var (codec, linger, batch) = ((CompressionType)draw.Next(5), draw.Next(30), draw.Next(1, 64 << 10));
        using var producer = Clients.Producer(script, config =>
        {
            (config.CompressionType, config.LingerMs, config.BatchSize, config.EnableIdempotence, config.Acks) = (codec, linger, batch, true, Acks.All);
            if (transactional)
                config.TransactionalId = id;
        });
        if (transactional)
            producer.InitTransactions(Clients.Patience);
        for (var round = draw.Next(1, 4); round > 0; round--)
        {
            if (transactional)
                producer.BeginTransaction();
            var sent = Enumerable.Range(0, draw.Next(1, 40)).Select(_ => (Partition: draw.Next(partitions), Record: Record(draw))).ToList()
                .ConvertAll(each => producer.ProduceAsync(new TopicPartition(topic, each.Partition), each.Record));
            script.Say((await Task.WhenAll(sent)).Select(delivery => $"{codec}: stored at {delivery.Partition.Value}/{delivery.Offset.Value}"));
            if (transactional && draw.Next(3) == 0)
                producer.AbortTransaction(Clients.Patience);
            else if (transactional)
                producer.CommitTransaction(Clients.Patience);
        }
    }

    /// <summary>Its value is JSON, or null.</summary>
    private static Message<string?, string?> Record(Random draw)
    {
        var headers = Enumerable.Range(0, draw.Next(4)).Select(_ => (Text(draw, draw.Next(1, 10)), draw.Next(4) == 0 ? null : Encoding.UTF8.GetBytes(Text(draw, draw.Next(20))))).ToArray();
        var length = draw.Next(40) == 0 ? draw.Next(400_000) : draw.Next(200);
        return Clients.Record(
            draw.Next(4) == 0 ? null : Text(draw, draw.Next(30)),
            draw.Next(10) == 0 ? null : $$"""{"{{Text(draw, 5)}}": [{{draw.NextDouble():R}}, {"n": "{{Text(draw, length)}}"}], "e": {{draw.Next()}}e-3 }""",
            draw.Next(1000), headers);
    }

    /// <summary>Characters of one to four bytes; none of those that JSON escapes.</summary>
    private static string Text(Random draw, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => draw.Next(8) switch { 0 => "ü", 1 => "€", 2 => "😀", _ => $"{(char)draw.Next('a', 'z')}" }));
}
