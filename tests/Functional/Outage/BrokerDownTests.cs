using Compliance.Functional.BadInput;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Outage;

/// <summary>A broker that is down gives the client a retriable error or a closed connection, never a hang; when it is back, the client goes on by itself.</summary>
public sealed class BrokerDownTests
{
    private const short InitProducerId = 22;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_request_to_a_broker_that_is_down_ends_in_time()
    {
        await using var cluster = await FakeCluster.StartAsync();
        // None of the proxy's own limits would end it while the test has patience.
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Open(cluster.BootstrapServers).With("{connectTimeout: 1h, loginTimeout: 1h, peerTimeout: 1h, idleTimeout: 1h}"));
        await cluster.Brokers[0].StopAsync();
        using var client = await RawClient.ConnectAsync(proxy.Port);

        await client.SendFrameAsync(client.Request(new Message(ApiTable.Find(3)!.Request(12)) { ["Topics"] = null }));

        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task A_request_whose_broker_dies_before_it_answers_ends_in_time()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Open(cluster.BootstrapServers));
        using var client = await RawClient.ConnectAsync(proxy.Port);
        // An API that the proxy never asks by itself
        cluster.Brokers[0].Script(InitProducerId, FakeAnswer.Silence);

        await client.SendFrameAsync(client.Request(new Message(ApiTable.Find(InitProducerId)!.Request(1)) { ["TransactionTimeoutMs"] = 1000 }));
        await Eventually.TrueAsync(() => cluster.Brokers[0].Requests.Any(request => request.ApiKey == InitProducerId), Patience, "the request to reach the broker");
        await cluster.Brokers[0].StopAsync();

        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task A_producer_goes_on_after_its_broker_was_killed_and_loses_nothing()
    {
        await using var kafka = await KafkaServer.StartAsync("log.flush.interval.messages=1");
        await kafka.CreateTopicAsync("t");
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Open(kafka.BootstrapServers));
        var settings = new ProducerConfig { BootstrapServers = proxy.Bootstrap, EnableIdempotence = true, ReconnectBackoffMaxMs = 1000, MessageTimeoutMs = 120_000 };
        using var producer = new ProducerBuilder<Null, string>(settings).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        await producer.ProduceAsync("t", new Message<Null, string> { Value = "0" });

        // Given the broker is killed and records are sent while it is away
        await kafka.KillAsync();
        var pending = Enumerable.Range(1, 20).Select(i => producer.ProduceAsync("t", new Message<Null, string> { Value = $"{i}" })).ToList();
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        Assert.DoesNotContain(pending, send => send.IsCompleted);

        // When it is back
        await kafka.StartAgainAsync();

        // Then each record is stored once, in order
        await Task.WhenAll(pending).WaitAsync(TimeSpan.FromMinutes(2));
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig { BootstrapServers = proxy.Bootstrap, GroupId = "g" }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset("t", 0, 0));
        Assert.Equal(Enumerable.Range(0, 21).Select(i => $"{i}"), Enumerable.Range(0, 21).Select(_ => consumer.Consume(Patience).Message.Value));
    }
}
