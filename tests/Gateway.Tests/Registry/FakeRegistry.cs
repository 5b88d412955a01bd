using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Compliance.Gateway.Registry;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Gateway.Tests.Registry;

/// <summary>An HTTP server that answers by a table of paths, and may be held. What is not in the table is not found.</summary>
internal sealed class FakeRegistry : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, (int Status, byte[] Body)> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Path, string? Authorization)> _questions = new();

    public FakeRegistry()
    {
        Url = new Uri($"http://127.0.0.1:{FreePort.Next()}/api/");
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    /// <summary>While it is not complete no question is answered.</summary>
    public TaskCompletionSource Gate { get; set; } = Opened();

    public List<(string Path, string? Authorization)> Questions => [.. _questions];

    public void Answer(string path, int status, string body) => _answers[path] = (status, Encoding.UTF8.GetBytes(body));

    public void Schema(string path, string schema, string? type = null, string references = "[]") =>
        Answer(path, 200, $$"""{"schema":{{JsonSerializer.Serialize(schema)}},{{(type is null ? "" : $"\"schemaType\":\"{type}\",")}}"references":{{references}}}""");

    public SchemaRegistry Client(TimeProvider? time = null, LimitsPlan? limits = null, RegistryPlan? plan = null) =>
        new(plan ?? new RegistryPlan(Url), limits ?? LimitsPlan.Default with { RegistryTimeout = TimeSpan.FromSeconds(60) }, time ?? TimeProvider.System, NullLogger.Instance, new RegistryMetrics("main"));

    public void Dispose() => _listener.Close();

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        open.SetResult();
        return open;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var path = context.Request.RawUrl!["/api/".Length..];
            _questions.Enqueue((path, context.Request.Headers["Authorization"]));
            await Gate.Task;
            var (status, body) = _answers.GetValueOrDefault(path, (404, """{"error_code":40403}"""u8.ToArray()));
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
        }
    }
}
