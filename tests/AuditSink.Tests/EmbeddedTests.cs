using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Xunit;

namespace Compliance.AuditSink.Tests;

/// <summary>The sink in one process with librdkafka's mock cluster: what a first look and a demonstration rest on. No server needed.</summary>
public sealed class EmbeddedTests
{
    // The mock cluster forgets a member that has gone only when its session is over.
    private static readonly Dictionary<string, string> Quick = new() { ["session.timeout.ms"] = "6000" };

    [Fact]
    public async Task Events_are_in_the_archive_a_few_seconds_after_they_were_sent()
    {
        using var kafka = new MockKafka();
        using var folder = new TempFolder("embedded");
        await using var sink = new RunningSink(Settings(kafka, folder));

        for (var i = 0; i < 10; i++)
            await kafka.SendAsync("audit", Sample.Batch((i * 100) + 1, (i * 100) + 100));

        await sink.UntilAsync(() => Count(folder) == 1000, "1000 rows");
    }

    [Fact]
    public async Task Stopping_puts_everything_gathered_into_the_archive_and_starting_again_reads_on()
    {
        using var kafka = new MockKafka();
        using var folder = new TempFolder("embedded");
        var settings = Settings(kafka, folder, rollSeconds: 3600);
        await kafka.SendAsync("audit", Sample.Batch(1, 100));
        await using (var sink = new RunningSink(settings))
            await sink.UntilAsync(() => Gathered(folder), "the sink to gather");
        Assert.Equal(100, Count(folder));

        await kafka.SendAsync("audit", Sample.Batch(101, 150));
        await using (var sink = new RunningSink(settings))
            await sink.UntilAsync(() => Gathered(folder), "the sink to gather");

        using var duck = new Duck(folder.Path);
        Assert.Equal((150, 150L), (duck.Count(), duck.One("count(distinct sequence)")));
    }

    [Fact]
    public async Task A_topic_that_comes_later_is_read_when_it_comes()
    {
        using var kafka = new MockKafka();
        using var folder = new TempFolder("embedded");
        await using var sink = new RunningSink(Settings(kafka, folder));
        await Task.Delay(500);

        await kafka.SendAsync("audit", Sample.Batch(1, 5));

        await sink.UntilAsync(() => Count(folder) == 5, "5 rows");
    }

    private static SinkSettings Settings(MockKafka kafka, TempFolder folder, double rollSeconds = 0.5) => new()
    {
        Kafka = new KafkaSettings { Bootstrap = kafka.Bootstrap, Topic = "audit", Group = "sink", Properties = Quick },
        Archive = new ArchiveSettings { Path = folder.Path, Roll = new RollSettings { Seconds = rollSeconds } },
    };

    private static bool Gathered(TempFolder folder) =>
        Directory.Exists(folder.Combine("_writing")) && Directory.GetFiles(folder.Combine("_writing"), "*.parquet", SearchOption.AllDirectories).Length > 0;

    private static long Count(TempFolder folder)
    {
        if (Directory.GetFiles(folder.Path, "*.parquet", SearchOption.AllDirectories).All(path => path.Contains("_writing", StringComparison.Ordinal)))
            return 0;
        using var duck = new Duck(folder.Path);
        return duck.Count();
    }
}
