using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.Harness;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>
/// An HTTP server that keeps documents by id and answers bulk requests as a script says: for the faults that a real Elasticsearch cannot be
/// asked for.
/// </summary>
internal sealed class FakeElasticsearch : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;

    public FakeElasticsearch()
    {
        Url = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _loop = Task.Run(RunAsync);
    }

    public Uri Url { get; }

    /// <summary>Documents by id, each with the times it was written.</summary>
    public Dictionary<string, (string Index, JsonNode Document, int Writes)> Documents { get; } = [];

    /// <summary>Number of documents in each bulk request so far.</summary>
    public List<int> Requests { get; } = [];
    public List<string> Paths { get; } = [];
    public List<string?> Authorizations { get; } = [];

    /// <summary>How each bulk request was packed; null: not at all.</summary>
    public List<string?> BulkEncodings { get; } = [];

    /// <summary>Status of a whole request by its number (from 0) and size; 200 lets the documents speak.</summary>
    public Func<int, int, int> RequestStatus { get; set; } = (_, _) => 200;

    /// <summary>Status of a document by its id and how often it was sent before; 0 lets it in.</summary>
    public Func<string, int, int> DocumentStatus { get; set; } = (_, _) => 0;

    /// <summary>Header of every answer; null: none.</summary>
    public string? RetryAfter { get; set; }

    /// <summary>What is answered to anything else than a bulk request: by method and path, and its body.</summary>
    public Func<string, string, (int Status, string Answer)> Other { get; set; } = (_, _) => (200, "{}");

    private Dictionary<string, int> Sent { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            lock (Documents)
                Answer(context);
        }
    }

    private void Answer(HttpListenerContext context)
    {
        Paths.Add($"{context.Request.HttpMethod} {context.Request.Url!.PathAndQuery}");
        Authorizations.Add(context.Request.Headers["Authorization"]);
        if (context.Request.Url.AbsolutePath.EndsWith("_bulk", StringComparison.Ordinal))
            BulkEncodings.Add(context.Request.Headers["Content-Encoding"]);
        var body = Read(context.Request);
        var (status, answer) = context.Request.Url.AbsolutePath.EndsWith("_bulk", StringComparison.Ordinal) ? Bulk(body) : Other(Paths[^1], body);
        if (RetryAfter is not null)
            context.Response.AddHeader("Retry-After", RetryAfter);
        context.Response.StatusCode = status;
        context.Response.OutputStream.Write(Encoding.UTF8.GetBytes(answer));
        context.Response.Close();
    }

    private (int Status, string Answer) Bulk(string body)
    {
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var number = Requests.Count;
        Requests.Add(lines.Length / 2);
        var status = RequestStatus(number, lines.Length / 2);
        if (status != 200)
            return (status, "");
        var items = lines.Chunk(2).Select(pair => Item(JsonNode.Parse(pair[0])!["create"]!, JsonNode.Parse(pair[1])!));
        return (200, $$"""{"errors":true,"items":[{{string.Join(',', items)}}]}""");
    }

    private string Item(JsonNode action, JsonNode document)
    {
        var id = (string)action["_id"]!;
        var before = Sent.GetValueOrDefault(id);
        Sent[id] = before + 1;
        var status = DocumentStatus(id, before);
        if (status != 0)
            return $$"""{"create":{"status":{{status}} ,"error":{"type":"some_exception"} } }""";
        if (Documents.TryGetValue(id, out var there))
            return """{"create":{"status":409,"error":{"type":"version_conflict_engine_exception"}}}""";
        Documents[id] = ((string)action["_index"]!, document, there.Writes + 1);
        return """{"create":{"status":201}}""";
    }

    private static string Read(HttpListenerRequest request)
    {
        using var input = request.Headers["Content-Encoding"] == "gzip"
            ? new GZipStream(request.InputStream, CompressionMode.Decompress)
            : request.InputStream;
        using var reader = new StreamReader(input, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
