using Compliance.AuditSink;
using Compliance.AuditSink.Search;
using Compliance.AuditSink.Settings;
using Compliance.Dashboards.Tests.Grafana;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Dashboards.Tests.Traffic;

/// <summary>The morning in a real Elasticsearch, put there with the sink's own templates and documents; once for all tests of a class.</summary>
public sealed class IndexedMorning : IAsyncLifetime
{
    private string _prefix = "";
    private Uri? _url;

    internal ElasticsearchSource Source() => Source(Morning.Eight, Morning.Noon);

    internal ElasticsearchSource Source(DateTime from, DateTime to) => new(_url!, $"{_prefix}-*", from, to);

    public async ValueTask InitializeAsync()
    {
        var server = await ElasticsearchServer.GetAsync();
        (_url, _prefix) = (server.Url, ElasticsearchServer.UniqueName("board"));
        var settings = new ElasticsearchSettings { Url = server.Url, IndexPrefix = _prefix, Replicas = 0, RefreshSeconds = 1 };
        using var client = new BulkClient(settings);
        using var folder = new TempFolder("board");
        using var writer = new DocumentWriter(_prefix);
        var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), new Random(1));
        await TemplateSetup.RunAsync(client, settings, backoff, TimeProvider.System, NullLogger.Instance, default);
        var batch = new BulkBatch(0);
        foreach (var e in Morning.Events())
            batch.Add(e, writer);
        var letters = new DeadLetters(folder.Combine("letters"));
        await new BulkSender(client, letters, TimeProvider.System, () => backoff, NullLogger.Instance).SendAsync(batch, default);
        Assert.False(File.Exists(folder.Combine("letters")));
        using var http = new HttpClient { BaseAddress = server.Url };
        await http.PostAsync(new Uri($"{_prefix}-*/_refresh", UriKind.Relative), null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
