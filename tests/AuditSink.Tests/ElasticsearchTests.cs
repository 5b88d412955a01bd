using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Compliance.Search.Settings;
using Xunit;

namespace Compliance.AuditSink.Tests;

/// <summary>The whole sink with librdkafka's mock cluster and a real Elasticsearch.</summary>
public sealed class ElasticsearchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Events_are_in_the_index_once_with_the_types_of_the_template()
    {
        var server = await ElasticsearchServer.GetAsync();
        using var elastic = new Elastic(server.Url);
        using var kafka = new MockKafka();
        using var folder = new TempFolder("elastic");
        var settings = Settings(kafka, folder, server.Url);
        var prefix = settings.Elasticsearch!.IndexPrefix;

        // given events of two days, some sent twice, one with an address that is none
        var odd = Sample.Fetch(201);
        (odd.SourceIp, odd.Timestamp) = ("not an address", odd.Timestamp + (24 * 3_600_000_000L));
        await using (new RunningSink(settings))
        {
            await kafka.SendAsync("audit", Sample.Batch(1, 100));
            await kafka.SendAsync("audit", Sample.Batch(1, 200));
            await kafka.SendAsync("audit", Sample.Batch([odd]));
            await Eventually.TrueAsync(async () => await elastic.CountAsync($"{prefix}-*") >= 201, Patience, "201 documents");
        }

        Assert.Equal(200, await elastic.CountAsync($"{prefix}-2026.11.25"));
        Assert.Equal(1, await elastic.CountAsync($"{prefix}-2026.11.26"));
        var mapping = (await elastic.GetAsync($"{prefix}-2026.11.25/_mapping"))[$"{prefix}-2026.11.25"]!["mappings"]!;
        Assert.Equal("false", mapping["dynamic"]!.ToString());
        Assert.Equal("date", (string)mapping["properties"]!["@timestamp"]!["type"]!);
        Assert.Equal("keyword", (string)mapping["properties"]!["user.name"]!["type"]!);
        Assert.Equal("ip", (string)mapping["properties"]!["source.ip"]!["type"]!);
        var found = await elastic.SearchAsync($"{prefix}-*", """{"query":{"query_string":{"query":"source.ip:\"127.0.0.0/8\" AND data.classes:card\\-number AND kafka.records:[5 TO 10]"}},"track_total_hits":true}""");
        Assert.Equal(200, (long)found["hits"]!["total"]!["value"]!);
    }

    [Fact]
    public async Task Started_again_with_its_cursor_lost_the_index_holds_no_event_twice()
    {
        var server = await ElasticsearchServer.GetAsync();
        using var elastic = new Elastic(server.Url);
        using var kafka = new MockKafka();
        using var folder = new TempFolder("elastic");
        var settings = Settings(kafka, folder, server.Url);
        var index = $"{settings.Elasticsearch!.IndexPrefix}-*";
        await kafka.SendAsync("audit", Sample.Batch(1, 500));
        await using (new RunningSink(settings))
            await Eventually.TrueAsync(async () => await elastic.CountAsync(index) == 500, Patience, "500 documents");

        Directory.Delete(folder.Combine("_search"), recursive: true);
        await kafka.SendAsync("audit", Sample.Batch(501, 510));
        await using (new RunningSink(settings))
            await Eventually.TrueAsync(async () => await elastic.CountAsync(index) >= 510, Patience, "510 documents");

        Assert.Equal(510, await elastic.CountAsync(index));
        Assert.False(Directory.Exists(folder.Combine("_search", "dead-letters")));
    }

    [Fact]
    public async Task An_Elasticsearch_that_is_away_never_stops_the_archive_and_is_caught_up_with()
    {
        await using var server = await ElasticsearchServer.StartAsync();
        using var elastic = new Elastic(server.Url);
        using var kafka = new MockKafka();
        using var folder = new TempFolder("elastic");
        var settings = Settings(kafka, folder, server.Url);
        var index = $"{settings.Elasticsearch!.IndexPrefix}-*";
        await using var sink = new RunningSink(settings);
        await kafka.SendAsync("audit", Sample.Batch(1, 100));
        await Eventually.TrueAsync(async () => await elastic.CountAsync(index) == 100, Patience, "100 documents");

        await server.KillAsync();
        for (var i = 1; i <= 50; i++)
            await kafka.SendAsync("audit", Sample.Batch((i * 100) + 1, (i * 100) + 100));
        await Eventually.TrueAsync(() => Archived(folder) == 5_100, Patience, "5100 rows in the archive");

        await server.StartAgainAsync();
        await Eventually.TrueAsync(async () => await elastic.CountAsync(index) == 5_100, Patience, "5100 documents");
    }

    private static long Archived(TempFolder folder)
    {
        using var duck = new Duck(folder.Path);
        return duck.Count();
    }

    private static SinkSettings Settings(MockKafka kafka, TempFolder folder, Uri url) => new()
    {
        Kafka = new KafkaSettings
        {
            Bootstrap = kafka.Bootstrap,
            Topic = "audit",
            Group = "sink",
            Properties = new Dictionary<string, string> { ["session.timeout.ms"] = "6000" },
        },
        Archive = new ArchiveSettings { Path = folder.Path, Roll = new RollSettings { Seconds = 0.5 } },
        Elasticsearch = new ElasticsearchSettings
        {
            Url = url,
            IndexPrefix = ElasticsearchServer.UniqueName("audit"),
            Replicas = 0,
            RefreshSeconds = 1,
            BulkDocuments = 400,
        },
    };
}
