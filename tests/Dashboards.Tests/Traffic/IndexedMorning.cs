using Compliance.AuditSink.Search;
using Compliance.AuditSink.Telemetry;
using Compliance.Dashboards.Tests.Grafana;
using Compliance.Harness;
using Compliance.Search.Bulk;
using Compliance.Search.Documents;
using Compliance.Search.Http;
using Compliance.Search.Refused;
using Compliance.Search.Settings;
using Compliance.Store;
using Compliance.Store.Folder;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Dashboards.Tests.Traffic;

/// <summary>
/// The morning in a real Elasticsearch, put there with the sink's own templates and documents; once for all tests of a class. The first
/// test that asks puts it there: a test can be skipped for want of a server, what is made before it can't.
/// </summary>
public sealed class IndexedMorning
{
    private readonly Lazy<Task<(Uri Url, string Prefix)>> _indexed = new(IndexAsync);

    internal Task<ElasticsearchSource> SourceAsync() => SourceAsync(Morning.Eight, Morning.Noon);

    internal async Task<ElasticsearchSource> SourceAsync(DateTime from, DateTime to)
    {
        var (url, prefix) = await _indexed.Value;
        return new ElasticsearchSource(url, $"{prefix}-*", from, to);
    }

    private static async Task<(Uri Url, string Prefix)> IndexAsync()
    {
        var server = await ElasticsearchServer.GetAsync();
        var prefix = ElasticsearchServer.UniqueName("board");
        var settings = new ElasticsearchSettings { Url = server.Url, IndexPrefix = prefix, Replicas = 0, RefreshSeconds = 1 };
        using var client = new IndexClient(settings);
        using var folder = new TempFolder("board");
        using var writer = new DocumentWriter(prefix);
        var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), new Random(1));
        await new TemplateSetup(client, settings, backoff, TimeProvider.System, NullLogger.Instance).RunAsync(default);
        var batch = new BulkBatch(0);
        foreach (var e in Morning.Events())
            batch.Add(e, writer);
        var letters = new DeadLetters(new FolderStore(folder.Path, TimeProvider.System));
        var watch = new SearchWatch(settings, new SinkMetrics(), TimeProvider.System, NullLogger.Instance);
        var pace = new BulkPace(settings.InFlight, settings.BulkDocuments, TimeProvider.System, watch);
        await new BulkSender(client, pace, letters.AddAsync, watch, TimeProvider.System, () => backoff).SendAsync(batch, default);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        using var http = new HttpClient { BaseAddress = server.Url };
        await http.PostAsync(new Uri($"{prefix}-*/_refresh", UriKind.Relative), null);
        return (server.Url, prefix);
    }
}
