using System.Text.Json;
using Compliance.AuditSink.Tests.Support;
using Compliance.Search.Bulk;
using Compliance.Search.Documents;
using Compliance.Search.Refused;
using Compliance.Store.Folder;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

/// <summary><c>auditctl dead-letters</c>.</summary>
public sealed class DeadLettersTests : IAsyncLifetime
{
    private readonly AuditctlRun _run = new() { Time = TimeProvider.System };
    private readonly FakeElasticsearch _server = new();
    private readonly SampleArchive _archive = new();

    private static string First => Sample.Fetch(1).Id.ToString();
    private static string Second => Sample.Fetch(2).Id.ToString();

    public async ValueTask InitializeAsync()
    {
        using var writer = new DocumentWriter("audit-kafka");
        var batch = new BulkBatch(0) { Next = 7 };
        batch.Add(Sample.Fetch(1), writer);
        batch.Add(Sample.Fetch(2), writer);
        await Letters.AddAsync(batch, [.. batch.Items.Select(item => (item, "mapper_parsing_exception"))], default);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _archive.Dispose();
    }

    [Fact]
    public async Task They_are_listed_with_their_error_and_the_look_is_recorded()
    {
        Assert.Equal(0, await RunAsync());
        Assert.Contains($"{First}  audit-kafka-2026.11.25  mapper_parsing_exception", _run.Output, StringComparison.Ordinal);
        Assert.Contains("2 documents were refused.", _run.Output, StringComparison.Ordinal);

        Assert.Equal(0, await RunAsync("--json"));
        var letter = JsonDocument.Parse(_run.Output).RootElement[0];
        Assert.Equal((First, "User:analyst"), (letter.GetProperty("event").GetString(), letter.GetProperty("document").GetProperty("user.name").GetString()));
        Assert.Equal(0, _run.Verb("query", "--archive", _archive.Path, "--action", "audit.dead_letters", "--json"));
        Assert.Equal(2, JsonDocument.Parse(_run.Output).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task What_is_taken_now_goes_from_the_list_and_what_is_refused_again_stays()
    {
        _server.DocumentStatus = (id, _) => id == Second ? 400 : 0;
        Assert.Equal(3, await SendAsync());
        Assert.Contains("1 documents are in the index now, 0 were there already, 1 were refused again and stay.", _run.Output, StringComparison.Ordinal);
        Assert.Equal([(Second, "some_exception")], await LeftAsync());

        _server.DocumentStatus = (_, _) => 0;
        Assert.Equal(0, await SendAsync());
        Assert.Empty(await LeftAsync());

        Assert.Equal([First, Second], _server.Documents.Keys);
        var (index, document, _) = _server.Documents[First];
        Assert.Equal(("audit-kafka-2026.11.25", "User:analyst"), (index, (string)document["user.name"]!));
    }

    [Fact]
    public async Task A_stranger_among_them_is_named_and_nothing_is_sent()
    {
        File.WriteAllText(Path.Combine(_archive.Path, DeadLetters.Folder, "strange.jsonl"), "{\"error\":1}\n");

        Assert.Equal(2, await SendAsync());

        Assert.Contains("strange.jsonl holds no refused documents", _run.Error, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    private DeadLetters Letters => new(new FolderStore(_archive.Path, TimeProvider.System));

    private async Task<List<(string, string)>> LeftAsync() =>
        await Letters.ReadAsync(default).SelectMany(box => box.Letters.ToAsyncEnumerable()).Select(letter => (letter.Id.ToString(), letter.Error)).ToListAsync();

    private Task<int> SendAsync() => RunAsync("--send", "--elasticsearch", _server.Url.AbsoluteUri);

    private Task<int> RunAsync(params string[] arguments) => _run.VerbAsync("dead-letters", ["--archive", _archive.Path, .. arguments], default);
}
