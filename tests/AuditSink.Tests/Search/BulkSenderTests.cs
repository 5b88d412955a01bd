using Compliance.AuditSink.Search;
using Compliance.AuditSink.Telemetry;
using Compliance.AuditSink.Tests.Support;
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

namespace Compliance.AuditSink.Tests.Search;

public sealed class BulkSenderTests : IAsyncDisposable
{
    private readonly FakeElasticsearch _server = new();
    private readonly TempFolder _folder = new("bulk");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Documents_go_where_their_own_day_says_under_their_own_id()
    {
        await SendAsync(3);

        Assert.Equal(3, _server.Documents.Count);
        var (index, document, _) = _server.Documents[Sample.Fetch(1).Id.ToString()];
        Assert.Equal("audit-kafka-2026.11.25", index);
        Assert.Equal("2026-11-25T12:00:01Z", (string)document["@timestamp"]!);
        Assert.Equal(("User:analyst", "payments", 10L), ((string)document["user.name"]!, (string)document["kafka.topic.name"]!, (long)document["kafka.records"]!));
        Assert.Equal("card-number", (string)document["data.classes"]![0]!);
        Assert.Null(document["data.clear_classes"]);
        Assert.Null(document["event.reason"]);
    }

    [Fact]
    public async Task A_document_that_is_there_already_is_well()
    {
        await SendAsync(3);
        await SendAsync(4);

        Assert.Equal([3, 4], _server.Requests);
        Assert.All(_server.Documents.Values, document => Assert.Equal(1, document.Writes));
        Assert.Equal(4, _server.Documents.Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(404)]
    public async Task Only_the_documents_that_failed_are_sent_again(int status)
    {
        var failing = Sample.Fetch(2).Id.ToString();
        _server.DocumentStatus = (id, before) => id == failing && before < 3 ? status : 0;

        await SendAsync(5);

        Assert.Equal([5, 1, 1, 1], _server.Requests);
        Assert.Equal(5, _server.Documents.Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_request_that_failed_is_sent_again_whole(int status)
    {
        _server.RequestStatus = (number, _) => number < 2 ? status : 200;

        await SendAsync(5);

        Assert.Equal([5, 5, 5], _server.Requests);
        Assert.Equal(5, _server.Documents.Count);
    }

    [Theory]
    [InlineData(413)]
    [InlineData(400)]
    public async Task A_request_that_is_too_large_or_refused_is_halved(int status)
    {
        _server.RequestStatus = (_, size) => size > 3 ? status : 200;

        await SendAsync(10);

        Assert.Equal([10, 5, 2, 2, 2, 2, 2], _server.Requests);
        Assert.Equal(10, _server.Documents.Count);
    }

    [Fact]
    public async Task A_document_that_will_never_fit_is_a_dead_letter_and_holds_up_no_other()
    {
        var bad = Sample.Fetch(2).Id.ToString();
        _server.DocumentStatus = (id, _) => id == bad ? 400 : 0;

        await SendAsync(3);

        Assert.Equal(2, _server.Documents.Count);
        var letter = System.Text.Json.Nodes.JsonNode.Parse(Assert.Single(DeadLetterLines))!;
        Assert.Equal("some_exception", (string)letter["error"]!);
        Assert.Equal(bad, (string)letter["action"]!["create"]!["_id"]!);
        Assert.Equal("User:analyst", (string)letter["document"]!["user.name"]!);
    }

    [Fact]
    public async Task A_server_that_is_not_there_yet_is_waited_for()
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        using var stop = new CancellationTokenSource();

        var sending = SendAsync(1, url, stop: stop.Token);
        await Task.Delay(500);
        Assert.False(sending.IsCompleted);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task The_key_goes_with_every_request()
    {
        await SendAsync(1);

        Assert.All(_server.Authorizations, value => Assert.Equal("ApiKey aWQ6a2V5", value));
    }

    [Theory]
    [InlineData(true, "gzip")]
    [InlineData(false, null)]
    public async Task Requests_are_compressed_where_the_settings_say_so(bool compress, string? encoding)
    {
        await SendAsync(3, compress: compress);

        Assert.Equal([encoding], _server.BulkEncodings);
        Assert.Equal(3, _server.Documents.Count);
    }

    [Fact]
    public async Task A_429_halves_the_requests_that_follow()
    {
        _server.RequestStatus = (number, _) => number < 3 ? 429 : 200;

        await SendAsync(200, documents: 200, inFlight: 1);

        Assert.Equal([200, 100, 50, 50, 50, 50, 50], _server.Requests);
        Assert.Equal(200, _server.Documents.Count);
    }

    [Fact]
    public async Task Who_is_asked_to_wait_waits()
    {
        _server.RequestStatus = (number, _) => number == 0 ? 429 : 200;
        _server.RetryAfter = "2";
        var watch = System.Diagnostics.Stopwatch.StartNew();

        await SendAsync(1);

        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(1.9), $"It waited {watch.Elapsed}.");
    }

    [Fact]
    public async Task What_became_of_the_documents_is_counted()
    {
        await SendAsync(2);
        var (present, bad) = (Sample.Fetch(1).Id, Sample.Fetch(4).Id.ToString());
        _server.DocumentStatus = (id, _) => id == bad ? 400 : 0;

        Assert.Equal(new BulkTally(Created: 1, Present: 2, Refused: 1), await SendAsync(4));
        Assert.Contains(present.ToString(), _server.Documents.Keys);
    }

    [Fact]
    public async Task Whoever_has_only_so_much_patience_is_told_why()
    {
        _server.RequestStatus = (_, _) => 503;
        Assert.Contains("HTTP 503", (await Assert.ThrowsAsync<IndexException>(() => SendAsync(1, patience: TimeSpan.FromMilliseconds(50)))).Message, StringComparison.Ordinal);

        _server.RequestStatus = (_, _) => 403;
        Assert.Contains("needs create_doc", (await Assert.ThrowsAsync<IndexException>(() => SendAsync(1, patience: TimeSpan.FromHours(1)))).Message, StringComparison.Ordinal);
    }

    private string[] DeadLetterLines => [.. Directory.GetFiles(_folder.Combine("_search", "dead-letters")).SelectMany(File.ReadAllLines)];

    private async Task<BulkTally> SendAsync(
        int count, Uri? url = null, int documents = 2000, int inFlight = 2, TimeSpan? patience = null, bool compress = true, CancellationToken stop = default)
    {
        var settings = new ElasticsearchSettings { Url = url ?? _server.Url, ApiKey = "aWQ6a2V5", BulkDocuments = documents, InFlight = inFlight, Compress = compress };
        using var client = new IndexClient(settings);
        using var writer = new DocumentWriter(settings.IndexPrefix);
        var batch = new BulkBatch(0);
        for (var i = 1; i <= count; i++)
            batch.Add(Sample.Fetch(i), writer);
        var watch = new SearchWatch(settings, new SinkMetrics(), TimeProvider.System, NullLogger.Instance);
        var letters = new DeadLetters(new FolderStore(_folder.Path, TimeProvider.System));
        var sender = new BulkSender(client, new BulkPace(inFlight, documents, TimeProvider.System, watch), letters.AddAsync, watch, TimeProvider.System, QuickBackoff, patience);
        return await sender.SendAsync(batch, stop).WaitAsync(TimeSpan.FromSeconds(60), stop);
    }

    private static Backoff QuickBackoff() => new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10), new Random(1));
}
