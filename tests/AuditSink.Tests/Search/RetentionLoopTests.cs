using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Search;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.AuditSink.Tests.Auditctl;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Compliance.Search.Http;
using Compliance.Search.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.AuditSink.Tests.Search;

/// <summary>The sink's own deleting of old indices, with a real Elasticsearch; look by look, as its loop does it.</summary>
public sealed class RetentionLoopTests : IAsyncLifetime
{
    private const int Days = 30;
    private readonly string _prefix = ElasticsearchServer.UniqueName("retention");
    private readonly ArchiveFolder _archive = new();
    private readonly ArchiveNotices _notices = new();
    private readonly SinkMetrics _metrics = new();
    // The server's own clock has its say: the two have to agree on the day, or nearly so.
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly Dictionary<int, long> _ends = new() { [0] = 2, [1] = 0 };
    private ElasticsearchSettings _settings = null!;
    private Elastic _elastic = null!;
    private IndexClient _client = null!;
    private ArchiveOutlet _outlet = null!;
    private RetentionLoop _loop = null!;

    private string Old => NameOf(Days + 2);

    private string Young => NameOf(Days - 1);

    public async ValueTask InitializeAsync()
    {
        var server = await ElasticsearchServer.GetAsync();
        _elastic = new Elastic(server.Url);
        _settings = new ElasticsearchSettings { Url = server.Url, IndexPrefix = _prefix, Retention = new RetentionSettings(Days, RetentionOwner.Sink) };
        _client = new IndexClient(_settings);
        var status = new IntakeStatus("archive", _metrics, _time);
        _outlet = new ArchiveOutlet(_archive.Store, new ArchiveSettings(), null, null, _notices, status, new(TimeSpan.Zero, TimeSpan.Zero, Random.Shared), _time, NullLogger.Instance);
        _loop = new RetentionLoop(_client, _settings, _archive.Store, ArchiveFolder.Topic, () => Task.FromResult<IReadOnlyDictionary<int, long>>(_ends.ToDictionary()), _notices, _metrics, _time, NullLogger.Instance);
        await AddAsync(Old, "a");
        await AddAsync(Young, "b");
        await AddAsync($"{_prefix}-more", "c");
        await _outlet.OpenAsync(ArchiveFolder.Topic, 0, default);
    }

    public async ValueTask DisposeAsync()
    {
        if (_elastic is not null)
            await _elastic.DeleteAsync($"{_prefix}-*");
        _outlet?.Dispose();
        _client?.Dispose();
        _elastic?.Dispose();
        _archive.Dispose();
    }

    [Fact]
    public async Task An_index_goes_when_its_time_is_over_the_archive_has_everything_and_tells_of_it()
    {
        await CloseRangeAsync(0, 1);
        await _loop.LookAsync(default);
        Assert.True(await IsThereAsync(Old), "The first look only notes.");

        // the second look waits for its row to last
        var looking = _loop.LookAsync(default);
        await TakeUntilDoneAsync(looking, from: 2);

        Assert.False(await IsThereAsync(Old));
        Assert.True(await IsThereAsync(Young), "Its time is not over.");
        Assert.True(await IsThereAsync($"{_prefix}-more"), "It is none of the sink's.");
        Assert.Equal((1, 0), (_metrics.IndicesDeleted.Value, _metrics.IndicesKept.Value));
        var run = new AuditctlRun();
        Assert.Equal(0, run.Verb("query", "--archive", _archive.Path, "--action", "audit.index_delete", "--json"));
        var row = Assert.Single(JsonDocument.Parse(run.Output).RootElement.EnumerateArray());
        Assert.Equal(1, row.GetProperty("records").GetInt64());
        Assert.Contains(Old, await Compliance.Auditctl.Query.DeletedIndices.FindAsync(new() { Archive = _archive.Path }, default));
    }

    [Fact]
    public async Task An_index_stays_while_the_archive_has_not_what_was_in_the_topic_when_it_was_first_looked_at()
    {
        await CloseRangeAsync(0, 0);
        await _loop.LookAsync(default);
        await _loop.LookAsync(default);

        Assert.True(await IsThereAsync(Old));
        Assert.Equal(1, _metrics.IndicesKept.Value);
    }

    [Fact]
    public async Task A_clock_here_that_was_set_forward_deletes_nothing()
    {
        await CloseRangeAsync(0, 1);
        await _elastic.DeleteAsync(Old);
        var young = Young;
        _time.Advance(TimeSpan.FromDays(2 * Days));

        for (var look = 0; look < 3; look++)
            await _loop.LookAsync(default);

        Assert.True(await IsThereAsync(young));
        Assert.Equal(0, _notices.Waiting);
    }

    [Fact]
    public async Task An_index_that_still_grows_stays()
    {
        await CloseRangeAsync(0, 1);
        await _loop.LookAsync(default);
        await AddAsync(Old, "d");
        await _loop.LookAsync(default);
        Assert.True(await IsThereAsync(Old));
    }

    [Fact]
    public async Task A_sink_without_the_first_partition_leaves_it_to_the_one_that_has_it()
    {
        await CloseRangeAsync(0, 1);
        await _outlet.CloseAsync(0);

        for (var look = 0; look < 3; look++)
            await _loop.LookAsync(default);

        Assert.True(await IsThereAsync(Old));
    }

    [Fact]
    public async Task A_row_whose_range_came_to_nothing_rides_in_the_next_and_nothing_is_deleted_before()
    {
        await CloseRangeAsync(0, 1);
        await _loop.LookAsync(default);
        var looking = _loop.LookAsync(default);
        await Eventually.TrueAsync(() => _notices.Waiting == 1, TimeSpan.FromMinutes(1), "the row to wait");
        Take(2);
        Assert.Equal(0, _notices.Waiting);

        // given the partition is given back before the range is closed
        await _outlet.CloseAsync(0);
        Assert.Equal(1, _notices.Waiting);
        Assert.False(looking.IsCompleted);
        Assert.True(await IsThereAsync(Old));

        await _outlet.OpenAsync(ArchiveFolder.Topic, 0, default);
        await TakeUntilDoneAsync(looking, from: 2);
        Assert.False(await IsThereAsync(Old));
    }

    private string NameOf(int daysAgo) => IndexNames.Of(_prefix, _time.GetUtcNow().UtcDateTime.AddDays(-daysAgo));

    private void Take(long offset) => _outlet.Take(0, offset, 0, Sample.Batch(offset + 1, offset + 1));

    private async Task CloseRangeAsync(long first, long last)
    {
        for (var offset = first; offset <= last; offset++)
            Take(offset);
        await _outlet.WorkAsync(all: true, default);
    }

    private async Task TakeUntilDoneAsync(Task looking, long from)
    {
        var offset = from;
        await Eventually.TrueAsync(
            async () =>
            {
                Take(offset++);
                await _outlet.WorkAsync(all: true, default);
                return looking.IsCompleted;
            },
            TimeSpan.FromMinutes(2), "the look to end");
        await looking;
    }

    private Task<JsonNode> AddAsync(string index, string id) => _elastic.PutAsync($"{index}/_doc/{id}?refresh=true", "{}");

    private async Task<bool> IsThereAsync(string index) => (await _elastic.GetAsync($"{index}/_count"))["count"] is not null;
}
