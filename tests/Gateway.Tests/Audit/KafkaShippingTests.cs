using Compliance.Gateway.Audit;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>From the recorder to the topic, over a real broker.</summary>
public sealed class KafkaShippingTests : IDisposable
{
    private readonly TempFolder _folder = new("shipping");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task While_the_broker_is_away_the_journal_grows_and_drains_in_order_after()
    {
        await using var kafka = await KafkaServer.StartAsync("auto.create.topics.enable=false");
        var log = new LogLines();
        var plan = SamplePlan.In(_folder.Path, kafka.BootstrapServers);

        // Given a trail that ships
        var trail = await AuditTrail.StartAsync(plan, TimeProvider.System, log);
        await RecordAsync(trail, 1000);
        using var topic = await AuditTopic.OpenAsync(kafka.BootstrapServers, plan.Topic);
        await topic.ReadUntilAsync(e => e.Sequence == 1001);

        // When the broker is killed, more is recorded than fits the window of what is unacknowledged, and it comes back
        await kafka.KillAsync();
        await RecordAsync(trail, 30_000);
        await Eventually.TrueAsync(() => log.Ids.Contains(3042), TimeSpan.FromSeconds(60), "a line that says so");
        await Eventually.TrueAsync(() => Directory.GetFiles(_folder.Path, "*.journal").Length > 40, TimeSpan.FromSeconds(60), "the journal to grow");
        await kafka.StartAgainAsync();
        await RecordAsync(trail, 1000);
        await topic.ReadUntilAsync(e => e.Sequence == 32_001);

        // Then the topic has everything in order, and the journal shrinks to what is being written
        Assert.Equal(Enumerable.Range(1, 32_001).Select(i => (long)i), topic.First.Select(e => e.Sequence));
        await Eventually.TrueAsync(() => Directory.GetFiles(_folder.Path, "*.journal").Length <= 3, TimeSpan.FromSeconds(60), "shipped segments to go");
        await Eventually.TrueAsync(() => log.Ids.Contains(3043), TimeSpan.FromSeconds(60), "a line that says so");
        Assert.DoesNotContain(3046, log.Ids);

        // And a stop sends the rest
        await trail.DisposeAsync();
        await topic.ReadUntilAsync(e => e.Action == "audit.stop");
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.journal"));
    }

    [Fact]
    public async Task A_topic_made_here_bears_the_brokers_time()
    {
        var kafka = await KafkaServer.GetAsync();
        var plan = SamplePlan.In(_folder.Path, kafka.BootstrapServers, KafkaServer.UniqueName("audit"));

        await using var trail = await AuditTrail.StartAsync(plan, TimeProvider.System, new LogLines());
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = plan.Topic, AutoOffsetReset = AutoOffsetReset.Earliest }).Build();
        ConsumeResult<Ignore, Ignore>? first = null;
        consumer.Subscribe(plan.Topic);
        await Eventually.TrueAsync(() => (first = ConsumeOne(consumer)) is not null, TimeSpan.FromSeconds(120), "a batch");

        Assert.Equal(TimestampType.LogAppendTime, first!.Message.Timestamp.Type);
    }

    [Fact]
    public async Task Batches_larger_than_the_topic_takes_are_made_smaller_until_they_fit()
    {
        // Given a topic that takes records of 4 KB, half of what a batch has even when compressed
        var kafka = await KafkaServer.GetAsync();
        var plan = SamplePlan.In(_folder.Path, kafka.BootstrapServers, KafkaServer.UniqueName("audit")) with { MaxBatchBytes = 1 << 20 };
        await kafka.CreateTopicAsync(plan.Topic, settings: new Dictionary<string, string> { ["max.message.bytes"] = "4000" });

        await using (var trail = await AuditTrail.StartAsync(plan, TimeProvider.System, new LogLines()))
        {
            await RecordAsync(trail, 2000);
            using var topic = await AuditTopic.OpenAsync(kafka.BootstrapServers, plan.Topic);
            await topic.ReadUntilAsync(e => e.Sequence == 2001);
            Assert.Equal(Enumerable.Range(1, 2001).Select(i => (long)i), topic.First.Select(e => e.Sequence));
        }
    }

    // The topic may not be there yet.
    private static ConsumeResult<Ignore, Ignore>? ConsumeOne(IConsumer<Ignore, Ignore> consumer)
    {
        try
        {
            return consumer.Consume(TimeSpan.FromMilliseconds(200));
        }
        catch (ConsumeException)
        {
            return null;
        }
    }

    private static async Task RecordAsync(AuditTrail trail, int count)
    {
        var e = SampleEvent.Fetch();
        for (var i = 0; i < count; i++)
        {
            e.Duration = Random.Shared.NextInt64();
            while (!trail.Recorder.Append(e))
                await Task.Delay(1);
        }
    }
}
