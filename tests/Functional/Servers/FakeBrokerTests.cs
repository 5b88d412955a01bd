using System.Collections.Concurrent;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Servers;

/// <summary>The fake cluster is as good as real clients think it is.</summary>
public sealed class FakeBrokerTests
{
    private const short Produce = 0;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_client_writes_to_and_reads_from_partitions_of_two_brokers()
    {
        await using var cluster = await FakeCluster.StartAsync(brokers: 2);
        cluster.Topic("t", partitions: 2);
        using (var producer = Producer(cluster, new ProducerConfig { EnableIdempotence = true, CompressionType = CompressionType.Lz4 }))
            for (var i = 0; i < 20; i++)
                await producer.ProduceAsync(new TopicPartition("t", i % 2), new Message<string, string> { Key = $"k{i}", Value = $"v{i}" });

        using var consumer = Consumer(cluster);
        consumer.Assign([new TopicPartitionOffset("t", 0, 0), new TopicPartitionOffset("t", 1, 0)]);
        var read = Enumerable.Range(0, 20).Select(_ => consumer.Consume(Patience).Message.Value).ToList();

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"v{i}").Order(), read.Order());
        Assert.All(cluster.Brokers, broker => Assert.Contains(broker.Requests, request => request.ApiKey == Produce));
        Assert.Equal(10, cluster.Topic("t").Partitions[1].End);
    }

    [Fact]
    public async Task A_scripted_answer_is_given_once_and_the_client_goes_on()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic("t");
        using var producer = Producer(cluster, new ProducerConfig { RetryBackoffMs = 10 });
        cluster.Brokers[0].Script(Produce, FakeAnswer.Close, FakeAnswer.Change(body => body.Structs("Responses")[0].Structs("PartitionResponses")[0]["ErrorCode"] = (short)19));

        var report = await producer.ProduceAsync("t", new Message<string, string> { Value = "v" });

        // The first attempt met a closed connection, the second NOT_ENOUGH_REPLICAS, though the fake broker stored it; the third is the one acknowledged.
        Assert.Equal(1, report.Offset.Value);
        Assert.Equal(3, cluster.Brokers[0].Requests.Count(request => request.ApiKey == Produce));
    }

    [Fact]
    public async Task A_login_is_asked_for_and_checked()
    {
        await using var cluster = await FakeCluster.StartAsync(users: new Dictionary<string, string> { ["ada"] = "right" });
        cluster.Topic("t");

        Assert.Equal(ErrorCode.NoError, Write(cluster, "ada", "right"));
        Assert.Equal(ErrorCode.Local_Authentication, Write(cluster, "ada", "wrong"));
        Assert.Equal(ErrorCode.Local_MsgTimedOut, Write(cluster, null, null));
        Assert.Equal(1, cluster.Topic("t").Partitions[0].End);
    }

    [Fact]
    public async Task A_stopped_broker_starts_again_at_its_port()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic("t");
        using var producer = Producer(cluster, new ProducerConfig { ReconnectBackoffMs = 10, ReconnectBackoffMaxMs = 100 });
        await producer.ProduceAsync("t", new Message<string, string> { Value = "before" });

        await cluster.Brokers[0].StopAsync();
        Assert.Equal(0, cluster.Brokers[0].OpenConnections);
        var pending = producer.ProduceAsync("t", new Message<string, string> { Value = "after" });
        await cluster.Brokers[0].StartAsync();

        Assert.Equal(1, (await pending.WaitAsync(Patience)).Offset.Value);
    }

    private static IProducer<string, string> Producer(FakeCluster cluster, ProducerConfig settings)
    {
        settings.BootstrapServers = cluster.BootstrapServers;
        return new ProducerBuilder<string, string>(settings).SetLogHandler((_, _) => { }).Build();
    }

    private static IConsumer<string, string> Consumer(FakeCluster cluster) =>
        new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = cluster.BootstrapServers, GroupId = "none" }).SetLogHandler((_, _) => { }).Build();

    private static ErrorCode Write(FakeCluster cluster, string? user, string? password)
    {
        // Who does not log in at all is told nothing.
        var settings = new ProducerConfig { MessageTimeoutMs = user is null ? 3000 : (int)Patience.TotalMilliseconds };
        if (user is not null)
        {
            settings.SecurityProtocol = SecurityProtocol.SaslPlaintext;
            settings.SaslMechanism = SaslMechanism.Plain;
            settings.SaslUsername = user;
            settings.SaslPassword = password;
        }
        settings.BootstrapServers = cluster.BootstrapServers;
        var met = new BlockingCollection<ErrorCode>();
        using var producer = new ProducerBuilder<string, string>(settings).SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => { if (error.Code == ErrorCode.Local_Authentication) met.Add(error.Code); }).Build();
        producer.Produce("t", new Message<string, string> { Value = "v" }, report => met.Add(report.Error.Code));
        return met.TryTake(out var first, Patience) ? first : ErrorCode.Unknown;
    }
}
