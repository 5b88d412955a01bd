using Compliance.AuditSink.Search;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
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

        var sending = SendAsync(1, url, stop.Token);
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

    private string[] DeadLetterLines => [.. Directory.GetFiles(_folder.Combine("_search", "dead-letters")).SelectMany(File.ReadAllLines)];

    private async Task SendAsync(int count, Uri? url = null, CancellationToken stop = default)
    {
        var settings = new ElasticsearchSettings { Url = url ?? _server.Url, ApiKey = "aWQ6a2V5" };
        using var client = new BulkClient(settings);
        using var writer = new DocumentWriter(settings.IndexPrefix);
        var batch = new BulkBatch(0);
        for (var i = 1; i <= count; i++)
            batch.Add(Sample.Fetch(i), writer);
        var sender = new BulkSender(client, new DeadLetters(new FolderStore(_folder.Path, TimeProvider.System)), new SinkMetrics(), TimeProvider.System, QuickBackoff, NullLogger.Instance);
        await sender.SendAsync(batch, stop).WaitAsync(TimeSpan.FromSeconds(60), stop);
    }

    private static Backoff QuickBackoff() => new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10), new Random(1));
}
