using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Compliance.Search.Settings;
using Xunit;

namespace Compliance.AuditSink.Tests.Sharing;

/// <summary>How far the index is stands where the archive is: whoever takes a partition on reads on there.</summary>
public sealed class CursorTests
{
    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task The_next_owner_of_a_partition_sends_nothing_again(string kind)
    {
        using var kafka = new MockKafka();
        await using var elastic = new FakeElasticsearch();
        using var folder = new TempFolder("cursor");
        using var bucket = kind == "s3" ? await TestBucket.MakeAsync() : null;
        await kafka.SendAsync("audit", Sample.Batch(1, 100));

        // given a sink that had the partition and is gone
        await using (var first = new RunningSink(Settings(kafka, elastic, bucket, folder)))
            await first.UntilAsync(() => Documents(elastic) == 100, "100 documents");

        await kafka.SendAsync("audit", Sample.Batch(101, 110));
        await using (var second = new RunningSink(Settings(kafka, elastic, bucket, folder)))
            await second.UntilAsync(() => Documents(elastic) == 110, "110 documents");

        // then no document was sent twice, and no gap was found where the first one ended
        lock (elastic.Documents)
        {
            Assert.Equal(110, elastic.Requests.Sum());
            Assert.All(elastic.Documents.Values, document => Assert.Equal("kafka.fetch", (string)document.Document["event.action"]!));
        }
    }

    private static int Documents(FakeElasticsearch elastic)
    {
        lock (elastic.Documents)
            return elastic.Documents.Count;
    }

    private static SinkSettings Settings(MockKafka kafka, FakeElasticsearch elastic, TestBucket? bucket, TempFolder folder) => new()
    {
        Kafka = new KafkaSettings { Bootstrap = kafka.Bootstrap, Topic = "audit", Group = "sink", Properties = new Dictionary<string, string> { ["session.timeout.ms"] = "6000" } },
        Archive = bucket is null ? new ArchiveSettings { Path = folder.Path } : new ArchiveSettings { S3 = bucket.Settings },
        Elasticsearch = new ElasticsearchSettings { Url = elastic.Url },
    };
}
