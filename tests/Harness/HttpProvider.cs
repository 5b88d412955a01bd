using System.Net;
using System.Text;

namespace Compliance.Harness;

/// <summary>A provider on a port of its own that answers questions by HTTP, and may be slow, wrong or away. Thread-safe.</summary>
public abstract class HttpProvider : IDisposable
{
    private readonly HttpListener _listener = new();

    /// <param name="path">Where it is asked, such as <c>oauth/token</c>.</param>
    protected HttpProvider(string path)
    {
        var address = $"http://127.0.0.1:{FreePort.Next()}/";
        Url = new Uri(address + path);
        _listener.Prefixes.Add(address);
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    public int Status { get; set; } = 200;

    /// <summary>While it is not complete no question is answered.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public void Dispose()
    {
        _listener.Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes note of a question, before the gate, and gives what answers it behind the gate.</summary>
    protected abstract Func<string> Take(string? authorization, string body);

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream);
            var answer = Take(context.Request.Headers["Authorization"], await reader.ReadToEndAsync());
            await Gate;
            context.Response.StatusCode = Status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer()));
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The client did not wait, or the test is over.
        }
    }
}
