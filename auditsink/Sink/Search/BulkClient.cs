using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Compliance.AuditSink.Settings;

namespace Compliance.AuditSink.Search;

/// <summary>Elasticsearch's HTTP API, as far as the sink needs it. Thread-safe; throws only when cancelled.</summary>
internal sealed class BulkClient : IDisposable
{
    // The answer says no more than which documents failed, and why.
    private const string BulkPath = "_bulk?timeout=60s&filter_path=errors,items.*.status,items.*.error.type";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly HttpClient _http;

    public BulkClient(ElasticsearchSettings settings)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(10) };
        _http = new HttpClient(handler) { BaseAddress = WithSlash(settings.Url), Timeout = Patience };
        if (settings.ApiKey is { } key)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", key);
    }

    /// <summary>Sends these documents of the batch, compressed, in one request.</summary>
    public async Task<BulkReply> BulkAsync(BulkBatch batch, IReadOnlyList<BulkItem> items, CancellationToken stop)
    {
        using var content = new ReadOnlyMemoryContent(Compress(batch, items));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        using var request = new HttpRequestMessage(HttpMethod.Post, BulkPath) { Content = content };
        return await SendAsync(request, async response => response.StatusCode == HttpStatusCode.OK
            ? BulkReply.Parse(await response.Content.ReadAsByteArrayAsync(stop))
            : BulkReply.Failed(response.StatusCode), stop) ?? BulkReply.Failed(0);
    }

    /// <summary>Puts a template; returns the status, or 0 if no answer came.</summary>
    public async Task<HttpStatusCode> PutAsync(string path, JsonObject body, CancellationToken stop)
    {
        using var content = new StringContent(body.ToJsonString());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = content };
        return await SendAsync(request, response => Task.FromResult<HttpStatusCode?>(response.StatusCode), stop) ?? 0;
    }

    public void Dispose() => _http.Dispose();

    private async Task<T?> SendAsync<T>(HttpRequestMessage request, Func<HttpResponseMessage, Task<T>> read, CancellationToken stop)
    {
        try
        {
            using var response = await _http.SendAsync(request, stop);
            return await read(response);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Text.Json.JsonException)
        {
            return default;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return default; // The request's own patience is over.
        }
    }

    private static ReadOnlyMemory<byte> Compress(BulkBatch batch, IReadOnlyList<BulkItem> items)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var item in items)
                gzip.Write(batch.Lines(item).Span);
        }

        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }

    // A base address keeps its path only if it ends in a slash.
    private static Uri WithSlash(Uri url) => url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
}
