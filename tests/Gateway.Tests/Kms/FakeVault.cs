using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.Harness;

namespace Compliance.Gateway.Tests.Kms;

/// <summary>An HTTP server that answers as Vault's transit engine does for one key, or as it is told.</summary>
internal sealed class FakeVault : IDisposable
{
    public const string Token = "s.token-of-the-proxy";
    private const int Promised = 1000;
    private readonly HttpListener _listener = new();
    private readonly ConcurrentBag<HttpListenerResponse> _held = [];
    private readonly ConcurrentQueue<(string Path, string? Token, string? Namespace, JsonObject Body)> _questions = new();

    public FakeVault()
    {
        Url = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    /// <summary>What "vault:v1:…" with this text is opened as; null: it knows no key.</summary>
    public ConcurrentDictionary<string, byte[]> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>In place of an answer.</summary>
    public (int Status, string Body)? Instead { get; set; }

    /// <summary>What comes of an answer that is begun: false, nothing more; true, its connection ends. Null: it is whole.</summary>
    public bool? CutsOff { get; set; }

    public List<(string Path, string? Token, string? Namespace, JsonObject Body)> Questions => [.. _questions];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var (status, body) = await AnswerAsync(context.Request);
                context.Response.StatusCode = status;
                if (CutsOff is { } isEnded)
                {
                    await BeginAsync(context.Response, isEnded);
                    continue;
                }

                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private async Task BeginAsync(HttpListenerResponse response, bool isEnded)
    {
        response.ContentLength64 = Promised;
        await response.OutputStream.WriteAsync("""{"data":{"""u8.ToArray());
        await response.OutputStream.FlushAsync();
        if (isEnded)
            response.Abort();
        else
            _held.Add(response);
    }

    private async Task<(int Status, string Body)> AnswerAsync(HttpListenerRequest request)
    {
        using var reader = new StreamReader(request.InputStream);
        var body = JsonNode.Parse(await reader.ReadToEndAsync())!.AsObject();
        _questions.Enqueue((request.RawUrl!, request.Headers["X-Vault-Token"], request.Headers["X-Vault-Namespace"], body));
        if (Instead is { } told)
            return told;
        if (request.Headers["X-Vault-Token"] != Token)
            return (403, """{"errors":["permission denied"]}""");
        return request.RawUrl switch
        {
            "/v1/transit/decrypt/pan" when Keys.TryGetValue((string)body["ciphertext"]!, out var key) => (200, $$"""{"request_id":"1","data":{"plaintext":"{{Convert.ToBase64String(key)}}"},"warnings":null}"""),
            "/v1/transit/rewrap/pan" => (200, """{"data":{"ciphertext":"vault:v2:d3JhcHBlZCBhbmV3IGJ5IHRlc3Rz","key_version":2}}"""),
            "/v1/transit/datakey/wrapped/pan" => (200, """{"data":{"ciphertext":"vault:v1:bWFkZSBieSB0aGUgdGVzdHM=","key_version":1}}"""),
            _ => (400, """{"errors":["invalid ciphertext: no prefix, s.token-of-the-proxy"]}"""),
        };
    }
}
