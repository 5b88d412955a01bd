using System.Net;
using System.Text;

namespace Compliance.Harness;

/// <summary>A provider that gives out an issuer's keys by HTTP, and may be slow, wrong or away.</summary>
public sealed class JwksServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private int _questions;

    public JwksServer(string answer)
    {
        Answer = answer;
        Url = new Uri($"http://127.0.0.1:{FreePort.Next()}/jwks.json");
        _listener.Prefixes.Add(Url.GetLeftPart(UriPartial.Authority) + "/");
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Url { get; }
    public int Questions => Volatile.Read(ref _questions);

    /// <summary>What it answers with from now on.</summary>
    public string Answer { get; set; }

    public int Status { get; set; } = 200;

    /// <summary>While it is not complete no question is answered.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public void Dispose() => _listener.Close();

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
            Interlocked.Increment(ref _questions);
            await Gate;
            context.Response.StatusCode = Status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Answer));
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The client did not wait, or the test is over.
        }
    }
}
