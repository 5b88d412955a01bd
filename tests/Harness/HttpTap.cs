using System.Net;

namespace Compliance.Harness;

/// <summary>
/// Stands between a program and a real HTTP server (S3, Elasticsearch) and hands every request and answer on as it is, but tells the test of
/// each before it is handed on and after the server has done it: there a process can be killed or held at an exact step, or answered in the
/// server's place.
/// </summary>
public sealed class HttpTap : IAsyncDisposable
{
    private static readonly string[] OfContent = ["Content-Type", "Content-MD5", "Content-Encoding", "Content-Length"];
    private readonly HttpListener _listener = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });
    private readonly Uri _server;
    private readonly Task _loop;

    public HttpTap(Uri server)
    {
        _server = server;
        Url = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.IgnoreWriteExceptions = true;
        _listener.Start();
        _loop = Task.Run(RunAsync);
    }

    public Uri Url { get; }

    /// <summary>Gets method and path, query included, of a request that the server has not seen; the request waits for it, and is dropped if that is cancelled.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Gets method and path, and the body as it is sent; what it returns is the answer, and the server never hears of the request.</summary>
    public Func<string, byte[], Task<(int Status, string Json)?>> Instead { get; set; } = (_, _) => Task.FromResult<(int, string)?>(null);

    /// <summary>Gets them once the server has answered; the answer waits for it.</summary>
    public Func<string, Task> After { get; set; } = _ => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
        _http.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            try
            {
                _ = HandAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task HandAsync(HttpListenerContext context)
    {
        try
        {
            var what = $"{context.Request.HttpMethod} {context.Request.RawUrl}";
            using var request = await ReadAsync(context.Request);
            await Before(what);
            if (await Instead(what, request.Content is { } content ? await content.ReadAsByteArrayAsync() : []) is var (status, json))
            {
                Answer(context.Response, status, json);
                return;
            }

            using var answer = await _http.SendAsync(request);
            var body = await answer.Content.ReadAsByteArrayAsync();
            await After(what);
            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Content-Length" or "Connection")))
                context.Response.AppendHeader(name, string.Join(',', values));
            if (context.Request.HttpMethod != "HEAD")
                context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The program was killed, the server is away, or the test is over.
            context.Response.Abort();
        }
    }

    private static void Answer(HttpListenerResponse response, int status, string json)
    {
        (response.StatusCode, response.ContentType) = (status, "application/json");
        response.Close(System.Text.Encoding.UTF8.GetBytes(json), willBlock: true);
    }

    private async Task<HttpRequestMessage> ReadAsync(HttpListenerRequest from)
    {
        using var body = new MemoryStream();
        await from.InputStream.CopyToAsync(body);
        var request = new HttpRequestMessage(new HttpMethod(from.HttpMethod), new Uri(_server, from.RawUrl));
        if (from.HttpMethod is "PUT" or "POST" || from.HasEntityBody)
            request.Content = new ByteArrayContent(body.ToArray());
        foreach (var name in from.Headers.AllKeys.OfType<string>().Where(name => name is not ("Connection" or "Expect")))
        {
            if (OfContent.Contains(name, StringComparer.OrdinalIgnoreCase))
                request.Content?.Headers.TryAddWithoutValidation(name, from.Headers[name]);
            else
                request.Headers.TryAddWithoutValidation(name, from.Headers[name]);
        }

        request.Headers.Host = from.Headers["Host"]; // part of what is signed
        return request;
    }
}
