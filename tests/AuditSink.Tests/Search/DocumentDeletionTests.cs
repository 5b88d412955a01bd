using System.Text;
using Compliance.Harness;
using Compliance.Search.Erase;
using Compliance.Search.Http;
using Compliance.Search.Settings;
using Compliance.Store;
using Xunit;

namespace Compliance.AuditSink.Tests.Search;

/// <summary>Deleting by id, with answers that a real Elasticsearch cannot be asked for.</summary>
public sealed class DocumentDeletionTests : IAsyncDisposable
{
    private readonly Queue<(int Status, string Json)> _answers = new();
    private readonly List<string> _sent = [];
    private readonly HttpTap _server;
    private readonly IndexClient _client;

    public DocumentDeletionTests()
    {
        _server = new HttpTap(new Uri("http://127.0.0.1:1")) { Instead = Answer };
        _client = new IndexClient(new ElasticsearchSettings { Url = _server.Url });
    }

    [Fact]
    public async Task Only_what_failed_is_sent_again_and_what_was_gone_already_is_not_counted()
    {
        _answers.Enqueue((429, "{}"));
        _answers.Enqueue((200, Items(200, 404, 503)));
        _answers.Enqueue((200, Items(200)));

        var deleted = await Deletion(TimeSpan.FromMinutes(5)).DeleteAsync([("day", "a"), ("day", "b"), ("day", "c")], default);

        Assert.Equal(2, deleted);
        Assert.Equal([3, 3, 1], _sent.Select(body => body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Equal("{\"delete\":{\"_index\":\"day\",\"_id\":\"c\"}}\n", _sent[^1]);
    }

    [Fact]
    public async Task An_answer_that_does_not_speak_of_every_document_speaks_of_none()
    {
        _answers.Enqueue((200, Items(200)));
        _answers.Enqueue((200, Items(404, 404)));

        Assert.Equal(0, await Deletion(TimeSpan.FromMinutes(5)).DeleteAsync([("day", "a"), ("day", "b")], default));
        Assert.Equal(2, _sent.Count);
    }

    [Theory]
    [InlineData(503, "has deleted nothing for 0 s (HTTP 503)")]
    [InlineData(403, "the key needs read, view_index_metadata, maintenance and delete")]
    public async Task What_no_waiting_mends_ends_it(int status, string said)
    {
        _answers.Enqueue((status, "{}"));

        var e = await Assert.ThrowsAsync<IndexException>(() => Deletion(TimeSpan.Zero).DeleteAsync([("day", "a")], default));

        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private DocumentDeletion Deletion(TimeSpan patience) => new(_client, TimeProvider.System, new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), new Random(1)), patience);

    private Task<(int Status, string Json)?> Answer(string what, byte[] body)
    {
        _sent.Add(Encoding.UTF8.GetString(body));
        return Task.FromResult<(int, string)?>(_answers.Dequeue());
    }

    private static string Items(params int[] statuses) => $$"""{"items":[{{string.Join(',', statuses.Select(status => $"{{\"delete\":{{\"status\":{status}}}}}"))}}]}""";
}
