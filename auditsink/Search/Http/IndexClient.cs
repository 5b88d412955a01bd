using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text.Json.Nodes;
using Compliance.Search.Bulk;
using Compliance.Search.Settings;

namespace Compliance.Search.Http;

/// <summary>Elasticsearch's HTTP API, as far as it is needed here. Thread-safe; throws only when cancelled.</summary>
internal sealed class IndexClient : IDisposable
{
    // The answer says no more than which documents failed, and why.
    private const string BulkPath = "_bulk?timeout=60s&filter_path=errors,items.*.status,items.*.error.type";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly HttpClient _http;
    private readonly string? _ca;
    private readonly bool _compress;

    public IndexClient(ElasticsearchSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            AllowAutoRedirect = false,
            SslOptions = ServerTrust.Options(settings),
        };
        (_ca, _compress) = (settings.Ca, settings.Compress);
        _http = new HttpClient(handler) { BaseAddress = WithSlash(settings.Url), Timeout = Patience };
        if (settings.ApiKey is { } key)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", key);
    }

    /// <summary>For messages.</summary>
    public Uri Address => _http.BaseAddress!;

    /// <summary>Sends these documents of the batch in one request, compressed where the settings say so.</summary>
    public async Task<BulkReply> BulkAsync(BulkBatch batch, IReadOnlyList<BulkItem> items, CancellationToken stop)
    {
        using var content = new ReadOnlyMemoryContent(Body(batch, items));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (_compress)
            content.Headers.ContentEncoding.Add("gzip");
        return BulkReply.Of(await SendAsync(HttpMethod.Post, BulkPath, content, stop));
    }

    /// <summary>Deletes documents by their ids in one request.</summary>
    public async Task<BulkReply> DeleteAsync(IReadOnlyList<(string Index, string Id)> documents, CancellationToken stop)
    {
        var lines = documents.Select(document => new JsonObject { ["delete"] = new JsonObject { ["_index"] = document.Index, ["_id"] = document.Id } }.ToJsonString());
        using var content = new StringContent(string.Join('\n', lines.Append("")));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return BulkReply.Of(await SendAsync(HttpMethod.Post, BulkPath, content, stop));
    }

    /// <summary>One request, with a JSON body where there is one.</summary>
    public async Task<IndexAnswer> AskAsync(HttpMethod method, string path, JsonNode? body, CancellationToken stop)
    {
        using var content = body is null ? null : new StringContent(body.ToJsonString());
        if (content is not null)
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await SendAsync(method, path, content, stop);
    }

    public void Dispose() => _http.Dispose();

    private async Task<IndexAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            using var response = await _http.SendAsync(request, stop);
            return new IndexAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(stop), null, RetryAfter(response));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new IndexAnswer(0, default, Reason(e));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new IndexAnswer(0, default, $"no answer within {Patience.TotalSeconds:0} s");
        }
    }

    private string Reason(Exception e)
    {
        if (e.InnerException is not AuthenticationException tls)
            return e.Message;
        var trusted = _ca is null ? "the authorities of this machine; name another in elasticsearch.ca" : $"those in elasticsearch.ca ({_ca})";
        return $"no TLS with {Address.Authority}: {tls.Message} The server's certificate must name {Address.Host}, and be signed by one of {trusted}";
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when response.Headers.Date is { } now => date - now,
        _ => null,
    };

    private ReadOnlyMemory<byte> Body(BulkBatch batch, IReadOnlyList<BulkItem> items)
    {
        var output = new MemoryStream();
        using (var gzip = _compress ? new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true) : null)
        {
            foreach (var item in items)
                (gzip ?? (Stream)output).Write(batch.Lines(item).Span);
        }

        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }

    // A base address keeps its path only if it ends in a slash.
    private static Uri WithSlash(Uri url) => url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
}
