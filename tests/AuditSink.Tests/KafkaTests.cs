using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.AuditSink.Tests;

/// <summary>The sink with a real Kafka: what only a real broker does to a consumer.</summary>
public sealed class KafkaTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Two_sinks_share_the_partitions_of_one_archive_and_take_over_from_each_other()
    {
        var kafka = await KafkaServer.GetAsync();
        using var folder = new TempFolder("share");
        var topic = KafkaServer.UniqueName("audit");
        await kafka.CreateTopicAsync(topic, partitions: 4);
        var settings = Settings(kafka, topic, folder);
        var proxies = Enumerable.Range(1, 8).Select(number => $"proxy-{number}").ToArray();

        // given two that run side by side
        var first = new RunningSink(settings);
        await using var second = new RunningSink(settings);
        await SendAsync(kafka, topic, proxies, 1, 50);
        await second.UntilAsync(() => Count(folder) == 400, "400 rows");

        // when one goes in the middle of the traffic
        await SendAsync(kafka, topic, proxies, 51, 100);
        await first.DisposeAsync();
        await SendAsync(kafka, topic, proxies, 101, 150);

        // then the other has everything, once
        await second.UntilAsync(() => Count(folder) >= 1200, "1200 rows");
        using var duck = new Duck(folder.Path);
        Assert.Equal((1200, 1200L), (duck.Count(), duck.One("count(distinct event_id)")));
        Assert.Equal(0, duck.Count("action <> 'kafka.fetch'"));
    }

    [Fact]
    public async Task Records_that_retention_took_before_they_were_read_show_as_a_gap()
    {
        var kafka = await KafkaServer.GetAsync();
        using var folder = new TempFolder("retention");
        var topic = KafkaServer.UniqueName("audit");
        await kafka.CreateTopicAsync(topic);
        var settings = Settings(kafka, topic, folder);
        await SendAsync(kafka, topic, ["proxy-1"], 1, 10);
        await using (var sink = new RunningSink(settings))
            await sink.UntilAsync(() => Count(folder) == 10, "10 rows");

        // given records 1 and 2 gone while no sink ran, of which offset 0 was read
        await SendAsync(kafka, topic, ["proxy-1"], 11, 20);
        await SendAsync(kafka, topic, ["proxy-1"], 21, 30);
        await SendAsync(kafka, topic, ["proxy-1"], 31, 40);
        using (var admin = kafka.Admin())
            await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 3)]);

        await using var again = new RunningSink(settings);
        await again.UntilAsync(() => Count(folder) == 21, "21 rows");

        using var duck = new Duck(folder.Path);
        var gap = Assert.Single(duck.Rows("proxy, seq_from, seq_to", "where action = 'audit.gap'"));
        Assert.Equal(["proxy-1", 11L, 30L], gap);
    }

    [Fact]
    public async Task A_topic_that_was_made_anew_is_not_taken_for_the_old_one()
    {
        var kafka = await KafkaServer.GetAsync();
        using var folder = new TempFolder("anew");
        var topic = KafkaServer.UniqueName("audit");
        await kafka.CreateTopicAsync(topic);
        var settings = Settings(kafka, topic, folder);
        for (var i = 0; i < 5; i++)
            await SendAsync(kafka, topic, ["proxy-1"], (i * 10) + 1, (i * 10) + 10);
        await using (var sink = new RunningSink(settings))
            await sink.UntilAsync(() => Count(folder) == 50, "50 rows");

        using (var admin = kafka.Admin())
            await admin.DeleteTopicsAsync([topic]);
        await Eventually.TrueAsync(() => IsGone(kafka, topic), Patience, "the topic to be gone");
        await kafka.CreateTopicAsync(topic);
        await SendAsync(kafka, topic, ["proxy-2"], 1, 10);

        await using var again = new RunningSink(settings);
        await again.UntilAsync(() => Text(again).Contains("The topic was made anew or cut", StringComparison.Ordinal), "a complaint");
        Assert.Equal(50, Count(folder));
    }

    // A broker hands a member that bears the name of another on what that one had, whatever it subscribes to.
    [Fact]
    public async Task Who_bears_the_name_of_a_sink_of_another_topic_archives_nothing_of_it()
    {
        var kafka = await KafkaServer.GetAsync();
        using var folder = new TempFolder("named");
        using var otherFolder = new TempFolder("namesake");
        var (topic, other) = (KafkaServer.UniqueName("audit"), KafkaServer.UniqueName("other"));
        await kafka.CreateTopicAsync(topic);
        await kafka.CreateTopicAsync(other);
        await SendAsync(kafka, topic, ["proxy-1"], 1, 10);
        var settings = Named(Settings(kafka, topic, folder), topic);
        await using var named = new RunningSink(settings);
        await named.UntilAsync(() => Count(folder) == 10, "10 rows");

        await using var namesake = new RunningSink(Named(Settings(kafka, other, otherFolder), topic));
        await namesake.UntilAsync(() => Text(namesake).Contains($"has given this member partition 0 of {topic}, not of {other}", StringComparison.Ordinal), "a complaint");

        Assert.Equal(0, Count(otherFolder));
        Assert.Empty(Directory.EnumerateFiles(otherFolder.Path, "*.json", SearchOption.AllDirectories));
    }

    private static SinkSettings Named(SinkSettings settings, string group) =>
        settings with { Kafka = settings.Kafka with { Group = group, Properties = new Dictionary<string, string> { ["group.instance.id"] = "sink-1" } } };

    private static bool IsGone(KafkaServer kafka, string topic)
    {
        using var admin = kafka.Admin();
        return admin.GetMetadata(TimeSpan.FromSeconds(60)).Topics.TrueForAll(there => there.Topic != topic);
    }

    private static async Task SendAsync(KafkaServer kafka, string topic, IEnumerable<string> proxies, long first, long last)
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        foreach (var proxy in proxies)
            await producer.ProduceAsync(topic, new Message<string, byte[]> { Key = proxy, Value = Sample.Batch(first, last, proxy) });
    }

    private static string Text(RunningSink sink) => string.Join('\n', sink.Log);

    private static long Count(TempFolder folder)
    {
        if (!Directory.GetDirectories(folder.Path, "date=*").Any(day => Directory.GetFiles(day, "*.parquet", SearchOption.AllDirectories).Length > 0))
            return 0;
        using var duck = new Duck(folder.Path);
        return duck.Count();
    }

    private static SinkSettings Settings(KafkaServer kafka, string topic, TempFolder folder) => new()
    {
        Kafka = new KafkaSettings { Bootstrap = kafka.BootstrapServers, Topic = topic, Group = topic },
        Archive = new ArchiveSettings { Path = folder.Path, Roll = new RollSettings { Seconds = 0.5 } },
    };
}
