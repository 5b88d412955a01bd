using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Serving;

/// <summary>Policies that change while clients of librdkafka produce and consume: nobody notices but by what the policy says.</summary>
public sealed class ReloadUnderLoadTests
{
    private const string Topic = "payments.eu";
    private const string KeepFour = "************1111";
    private const string KeepNone = "################";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Other = Policies.Payments.Replace("keepLast: 4, fill: \"*\"", "keepLast: 0, fill: \"#\"", StringComparison.Ordinal);

    [Fact]
    public async Task Twenty_reloads_under_load_drop_no_connection_and_every_record_is_masked_by_exactly_one_policy()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic(Topic);
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers);

        // Given a till that writes and an analyst who reads, without a pause,
        using var stop = new CancellationTokenSource();
        var sent = 0;
        var writing = Task.Run(async () =>
        {
            using var till = ProducerAs("till", proxy);
            var pending = new List<Task>();
            while (!stop.IsCancellationRequested || sent < 1000)
            {
                pending.Add(till.ProduceAsync(Topic, new Message<Null, string> { Value = $$"""{"n":{{sent++}},"card":"4111111111111111"}""" }));
                if (sent % 20 == 0)
                    await Task.WhenAll(pending);
            }

            await Task.WhenAll(pending);
        });
        var read = new List<string>();
        var reading = Task.Run(() =>
        {
            using var analyst = ConsumerAs("analyst", proxy);
            while (!writing.IsCompleted || read.Count < sent)
            {
                if (analyst.Consume(TimeSpan.FromMilliseconds(100)) is { } record)
                    read.Add(record.Message.Value);
            }
        });
        await Eventually.TrueAsync(() => Volatile.Read(ref sent) > 100 && read.Count > 0, Patience, "traffic");
        var ended = proxy.SessionsEnded;

        // when the policy changes twenty times,
        for (var i = 0; i < 20; i++)
        {
            Assert.True(await proxy.UseAsync(i % 2 == 0 ? Other : Policies.Payments));
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        Assert.True(await proxy.UseAsync(Other));
        var (soFar, endedMeanwhile) = (sent, proxy.SessionsEnded - ended);
        await Eventually.TrueAsync(() => Volatile.Read(ref sent) > soFar + 50, Patience, "traffic after the last reload");
        await stop.CancelAsync();
        await writing.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await reading.WaitAsync(Patience, TestContext.Current.CancellationToken);

        // then no connection was dropped, every record came once and in order, masked by one policy or the other,
        Assert.Equal(0, endedMeanwhile);
        Assert.Equal(sent, read.Count);
        Assert.All(read.Index(), record => Assert.Contains(record.Item, new[] { Masked(record.Index, KeepFour), Masked(record.Index, KeepNone) }));
        Assert.Contains(read, value => value.Contains(KeepFour, StringComparison.Ordinal));
        Assert.Contains(read, value => value.Contains(KeepNone, StringComparison.Ordinal));

        // and from the last reload on the new one holds.
        using var later = ConsumerAs("analyst", proxy);
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(Masked(i, KeepNone), later.Consume(Patience).Message.Value));
        Assert.Equal(21, (await proxy.StopAsync()).Count(e => e is { Action: "settings.reload", Outcome: "success" }));
    }

    [Fact]
    public async Task A_consumer_that_loses_its_right_is_told_with_its_next_fetch_and_goes_on_when_it_has_it_again()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic(Topic);
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers);
        using var till = ProducerAs("till", proxy);
        using var analyst = ConsumerAs("analyst", proxy);
        await till.ProduceAsync(Topic, new Message<Null, string> { Value = """{"n":0}""" }, TestContext.Current.CancellationToken);
        Assert.Equal("""{"n":0}""", analyst.Consume(Patience).Message.Value);

        // When its right is taken away, while there is nothing to read,
        Assert.True(await proxy.UseAsync(Policies.Payments.Replace("allow: [read], topics: \"payments.**\"", "allow: [read], topics: \"archive.**\"", StringComparison.Ordinal)));

        // then it learns so,
        var refused = Assert.Throws<ConsumeException>(() => analyst.Consume(Patience));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, refused.Error.Code);

        // and reads on when it has the right again.
        Assert.True(await proxy.UseAsync(Policies.Payments));
        await till.ProduceAsync(Topic, new Message<Null, string> { Value = """{"n":1}""" }, TestContext.Current.CancellationToken);
        Assert.Equal("""{"n":1}""", ReadOn(analyst));
    }

    private static string ReadOn(IConsumer<Ignore, string> analyst)
    {
        while (true)
        {
            try
            {
                return analyst.Consume(Patience).Message.Value;
            }
            catch (ConsumeException e) when (e.Error.Code == ErrorCode.TopicAuthorizationFailed)
            {
                // An answer from before.
            }
        }
    }

    private static string Masked(int index, string card) => $$"""{"n":{{index}},"card":"{{card}}"}""";

    private static ClientConfig As(string user, GovernedProxy proxy) => new()
    {
        BootstrapServers = proxy.Bootstrap.ToString(),
        SecurityProtocol = SecurityProtocol.SaslPlaintext,
        SaslMechanism = SaslMechanism.Plain,
        SaslUsername = user,
        SaslPassword = user + "-secret",
    };

    internal static IProducer<Null, string> ProducerAs(string user, GovernedProxy proxy) =>
        new ProducerBuilder<Null, string>(new ProducerConfig(As(user, proxy)) { LingerMs = 1, Acks = Acks.All }).SetLogHandler((_, _) => { }).Build();

    internal static IConsumer<Ignore, string> ConsumerAs(string user, GovernedProxy proxy)
    {
        var settings = new ConsumerConfig(As(user, proxy)) { GroupId = "analyst-1", EnableAutoCommit = false, FetchWaitMaxMs = 50 };
        var consumer = new ConsumerBuilder<Ignore, string>(settings).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(Topic, 0, 0));
        return consumer;
    }
}
