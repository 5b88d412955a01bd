using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Compliance.Search.Settings;
using Xunit;

namespace Compliance.AuditSink.Tests.Search;

/// <summary>A key that may create documents and nothing else: the server here refuses all but that.</summary>
public sealed class CreateOnlyTests
{
    [Fact]
    public async Task The_right_to_create_documents_is_enough_to_write()
    {
        using var kafka = new MockKafka();
        await using var elastic = new FakeElasticsearch { Other = (_, _) => (403, """{"error":{"type":"security_exception"},"status":403}""") };
        using var folder = new TempFolder("create-only");
        await kafka.SendAsync("audit", Sample.Batch(1, 100));
        var settings = new SinkSettings
        {
            Kafka = new KafkaSettings { Bootstrap = kafka.Bootstrap, Topic = "audit", Group = "sink" },
            Archive = new ArchiveSettings { Path = folder.Path },
            Elasticsearch = new ElasticsearchSettings { Url = elastic.Url, ApiKey = "aWQ6a2V5", ManageTemplates = false },
        };

        await using (var sink = new RunningSink(settings))
            await sink.UntilAsync(() => Count(elastic) == 100, "100 documents");

        Assert.All(elastic.Paths, path => Assert.StartsWith("POST /_bulk?", path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_right_to_set_up_the_log_says_what_to_do()
    {
        using var kafka = new MockKafka();
        await using var elastic = new FakeElasticsearch { Other = (_, _) => (403, """{"error":{"type":"security_exception"},"status":403}""") };
        using var folder = new TempFolder("create-only");
        var settings = new SinkSettings
        {
            Kafka = new KafkaSettings { Bootstrap = kafka.Bootstrap, Topic = "audit", Group = "sink" },
            Archive = new ArchiveSettings { Path = folder.Path },
            Elasticsearch = new ElasticsearchSettings { Url = elastic.Url },
        };

        await using var sink = new RunningSink(settings);
        await sink.UntilAsync(() => sink.Log.Any(line => line.Contains("HTTP 403, security_exception", StringComparison.Ordinal) && line.Contains("manageTemplates", StringComparison.Ordinal)), "the log to say it");
    }

    private static int Count(FakeElasticsearch elastic)
    {
        lock (elastic.Documents)
            return elastic.Documents.Count;
    }
}
