using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Compliance.Harness;

/// <summary>
/// A provider that gives out tokens by HTTP to who asks with client credentials: <c>token-1</c>, <c>token-2</c>, … unless it is told otherwise.
/// It may be slow, wrong or away. Thread-safe.
/// </summary>
public sealed class TokenServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Authorization, string Form)> _questions = new();

    public TokenServer(int lifeSeconds = 3600)
    {
        LifeSeconds = lifeSeconds;
        Url = new Uri($"http://127.0.0.1:{FreePort.Next()}/oauth/token");
        _listener.Prefixes.Add(Url.GetLeftPart(UriPartial.Authority) + "/");
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    /// <summary>What was asked, in the order of arrival: the header, and the form.</summary>
    public IReadOnlyList<(string Authorization, string Form)> Questions => [.. _questions];

    public int LifeSeconds { get; set; }

    /// <summary>The token for the n-th question, counted from 1.</summary>
    public Func<int, string> Token { get; set; } = number => $"token-{number}";

    /// <summary>A body in place of the usual one; null: the usual one.</summary>
    public string? Answer { get; set; }

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
            using var reader = new StreamReader(context.Request.InputStream);
            _questions.Enqueue((context.Request.Headers["Authorization"] ?? "", await reader.ReadToEndAsync()));
            var number = _questions.Count;
            await Gate;
            context.Response.StatusCode = Status;
            var answer = Answer ?? $$"""{"access_token":"{{Token(number)}}","token_type":"Bearer","expires_in":{{LifeSeconds}}}""";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The client did not wait, or the test is over.
        }
    }
}
