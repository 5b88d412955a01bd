using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Search;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.AuditSink.Tests.Auditctl.Custody;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Compliance.Search.Http;
using Compliance.Search.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.AuditSink.Tests.Search;

/// <summary>
/// The table of rights in <c>auditsink/Search/README.md</c>, row by row: with exactly these each work is done against a real Elasticsearch,
/// and without any one of them it is not, and says so.
/// </summary>
public sealed class RightsTests
{
    [Fact]
    public async Task The_sink_writes_into_an_index_that_is_there_with_create_doc_alone_and_makes_one_with_auto_configure()
    {
        var server = await ElasticsearchServer.GetAsync();
        using var elastic = new Elastic(server.Url);
        var prefix = ElasticsearchServer.UniqueName("rights");
        await elastic.PutAsync($"{prefix}-2026.11.25", "{}");
        await using var createDoc = new RightsFront(server.Url, "create_doc");
        await using var withIndices = new RightsFront(server.Url, "create_doc", "auto_configure");

        await WriteAsync(createDoc, prefix, () => elastic.CountAsync($"{prefix}-2026.11.25"));
        await elastic.DeleteAsync($"{prefix}-*");
        await WriteAsync(withIndices, prefix, () => elastic.CountAsync($"{prefix}-2026.11.25"));

        Assert.Empty(createDoc.Refused);
        Assert.Empty(withIndices.Refused);
        await elastic.DeleteAsync($"{prefix}-*");
    }

    [Fact]
    public async Task The_sinks_key_can_neither_change_nor_delete_nor_read_a_document()
    {
        await using var indexed = await IndexedCustody.MakeAsync();
        await using var front = new RightsFront(new Uri(indexed.Url), "create_doc", "auto_configure");

        var request = indexed.Purge(withIndex: false);
        Assert.Equal(2, indexed.Archive.Run("alice", "purge", "run", request, "--elasticsearch", front.Url.AbsoluteUri));
        Assert.Equal(2, indexed.Archive.Verify("--elasticsearch", front.Url.AbsoluteUri));

        Assert.Equal(70, (await indexed.IdsAsync()).Count());
    }

    [Theory]
    [InlineData("verify --compare all", "", "read", "view_index_metadata")]
    [InlineData("reindex", "create_doc on the indices, and auto_configure", "create_doc", "auto_configure")]
    [InlineData("purge run", "", "read", "view_index_metadata", "maintenance", "delete")]
    public async Task With_these_rights_it_is_done_and_without_any_of_them_it_says_which_are_needed(string verb, string said, params string[] rights)
    {
        await using var indexed = await IndexedCustody.MakeAsync(isFilled: verb != "reindex");
        var request = verb == "purge run" ? indexed.Archive.Approved("purge", "request") : null;
        foreach (var missing in rights)
        {
            await using var front = new RightsFront(new Uri(indexed.Url), [.. rights.Except([missing])]);

            Assert.Equal(2, Run(front));
            Assert.Contains(said.Length > 0 ? said : missing, indexed.Archive.Ctl.Error, StringComparison.Ordinal);
            Assert.NotEmpty(front.Refused);
        }

        await using var enough = new RightsFront(new Uri(indexed.Url), rights);
        Assert.True(Run(enough) == 0, indexed.Archive.Ctl.Error);
        // A comparison tries to refresh, and can do without.
        Assert.DoesNotContain(enough.Refused, what => !what.Contains("/_refresh", StringComparison.Ordinal));
        Assert.Equal(verb == "purge run" ? 10 : 70, (await indexed.IdsAsync()).Count());

        int Run(RightsFront front) => indexed.Archive.Run("alice", [.. verb.Split(' '), .. request is null ? [] : new[] { request }, "--elasticsearch", front.Url.AbsoluteUri]);
    }

    [Theory]
    [InlineData(null, "manage_index_templates")]
    [InlineData("manage_index_templates")]
    public async Task Setting_up_takes_the_right_to_templates(string? right, string? missing = null)
    {
        var server = await ElasticsearchServer.GetAsync();
        await using var front = new RightsFront(server.Url, right is null ? [] : [right]);
        var prefix = ElasticsearchServer.UniqueName("rights");
        using var error = new StringWriter();
        var settings = new SinkSettings { Kafka = new KafkaSettings { Bootstrap = "none:1" }, Archive = new ArchiveSettings(), Elasticsearch = Settings(front, prefix) };

        var code = await TemplatesCommand.RunAsync(settings, put: true, TextWriter.Null, error, default);

        Assert.Equal(missing is null ? 0 : 1, code);
        Assert.Equal(missing is null, error.ToString().Length == 0);
        using var elastic = new Elastic(server.Url);
        await elastic.DeleteAsync($"_index_template/{prefix}");
    }

    [Theory]
    [InlineData("view_index_metadata")]
    [InlineData("monitor")]
    [InlineData("delete_index")]
    [InlineData(null)]
    public async Task The_sinks_retention_job_takes_three(string? missing)
    {
        var server = await ElasticsearchServer.GetAsync();
        using var elastic = new Elastic(server.Url);
        var prefix = ElasticsearchServer.UniqueName("rights");
        await using var front = new RightsFront(server.Url, [.. new[] { "view_index_metadata", "monitor", "delete_index" }.Where(right => right != missing)]);
        await elastic.PutAsync($"{prefix}-2020.01.01/_doc/a", "{}");
        using var archive = new ArchiveFolder();
        var settings = Settings(front, prefix) with { Retention = new RetentionSettings(30, RetentionOwner.Sink) };
        using var client = new IndexClient(settings);
        var notices = new ArchiveNotices();
        var status = new IntakeStatus("archive", new SinkMetrics(), archive.Time);
        using var outlet = new ArchiveOutlet(archive.Store, new ArchiveSettings(), null, null, notices, status, new(TimeSpan.Zero, TimeSpan.Zero, Random.Shared), archive.Time, NullLogger.Instance);
        await outlet.OpenAsync(ArchiveFolder.Topic, 0, default);
        var loop = new RetentionLoop(client, settings, archive.Store, ArchiveFolder.Topic, () => Task.FromResult<IReadOnlyDictionary<int, long>>(new Dictionary<int, long>()), notices, new SinkMetrics(), archive.Time, NullLogger.Instance);
        archive.Time.SetUtcNow(new DateTimeOffset(Sample.Noon));

        var looks = LookTwiceAsync(loop, outlet);

        if (missing is null)
            await looks;
        else
            Assert.Contains(missing, (await Assert.ThrowsAsync<IndexException>(() => looks)).Message, StringComparison.Ordinal);
        Assert.Equal(missing is null ? -1 : 1, await elastic.CountAsync($"{prefix}-2020.01.01"));
        await elastic.DeleteAsync($"{prefix}-*");
    }

    // The first look notes, the second deletes once its row lasts.
    private static async Task LookTwiceAsync(RetentionLoop loop, ArchiveOutlet outlet)
    {
        await loop.LookAsync(default);
        var (second, offset) = (loop.LookAsync(default), 0L);
        await Eventually.TrueAsync(
            async () =>
            {
                outlet.Take(0, offset, 0, Sample.Batch(offset + 1, ++offset));
                await outlet.WorkAsync(all: true, default);
                return second.IsCompleted;
            },
            TimeSpan.FromMinutes(2), "the look to end");
        await second;
    }

    private static async Task WriteAsync(RightsFront front, string prefix, Func<Task<long>> count)
    {
        using var kafka = new MockKafka();
        using var folder = new TempFolder("rights");
        await kafka.SendAsync("audit", Sample.Batch(1, 100));
        var settings = new SinkSettings
        {
            Kafka = new KafkaSettings { Bootstrap = kafka.Bootstrap, Topic = "audit", Group = "sink" },
            Archive = new ArchiveSettings { Path = folder.Path },
            Elasticsearch = Settings(front, prefix) with { ManageTemplates = false },
        };
        await using var sink = new RunningSink(settings);
        await Eventually.TrueAsync(async () => await count() == 100, TimeSpan.FromMinutes(3), "100 documents");
    }

    private static ElasticsearchSettings Settings(RightsFront front, string prefix) => new() { Url = front.Url, IndexPrefix = prefix, Replicas = 0, RefreshSeconds = 1 };
}
