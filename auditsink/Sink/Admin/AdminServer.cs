using System.Net;
using System.Net.Sockets;
using System.Text;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Admin;

/// <summary>
/// <c>/live</c>, <c>/ready</c> (each 200, or 503 with a reason a line) and <c>/metrics</c> over HTTP. The framework's HttpListener: three
/// pages need no web stack. One request at a time; owner: the process.
/// </summary>
internal sealed class AdminServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly SinkHealth _health;
    private readonly SinkMetrics _metrics;
    private readonly ILogger _log;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens the port: throws <see cref="HttpListenerException"/> where it is taken.</summary>
    public AdminServer(AdminSettings settings, SinkHealth health, SinkMetrics metrics, ILogger log)
    {
        (_health, _metrics, _log) = (health, metrics, log);
        _listener.Prefixes.Add($"http://{HostOf(settings.Address)}:{settings.Port}/");

        // A request is matched by the name that it asks for, too.
        if (IPAddress.IsLoopback(settings.Address))
            _listener.Prefixes.Add($"http://localhost:{settings.Port}/");
        _listener.IgnoreWriteExceptions = true;
        _listener.Start();
        log.AdminListening(settings.Address.ToString(), settings.Port);
    }

    /// <summary>Runs until <see cref="Dispose"/>.</summary>
    public async Task RunAsync()
    {
        while (!_closed.Task.IsCompleted)
        {
            try
            {
                // A wait that begins while the listener closes may never end.
                var next = _listener.GetContextAsync();
                if (await Task.WhenAny(next, _closed.Task) != next)
                    return;
                await AnswerAsync(await next);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
            {
                if (!_closed.Task.IsCompleted)
                    _log.AdminFailed(e.GetType().Name);
            }
        }
    }

    public void Dispose()
    {
        _closed.TrySetResult();
        _listener.Close();
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var page = new MemoryStream();
        var (status, type) = context.Request.Url?.AbsolutePath switch
        {
            "/live" => Health(page, _health.NotLive),
            "/ready" => Health(page, _health.NotReady),
            "/metrics" => await MetricsAsync(page),
            _ => Text(page, HttpStatusCode.NotFound, "There are /live, /ready and /metrics.\n"),
        };
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = type;
        context.Response.ContentLength64 = page.Length;
        page.Position = 0;
        await page.CopyToAsync(context.Response.OutputStream);
        context.Response.Close();
    }

    private static string HostOf(IPAddress address) => address switch
    {
        _ when address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) => "*",
        { AddressFamily: AddressFamily.InterNetworkV6 } => $"[{address}]",
        _ => address.ToString(),
    };

    private static (HttpStatusCode, string) Health(MemoryStream page, IReadOnlyList<string> reasons) => reasons.Count == 0
        ? Text(page, HttpStatusCode.OK, "ok\n")
        : Text(page, HttpStatusCode.ServiceUnavailable, string.Join('\n', reasons) + "\n");

    private static (HttpStatusCode, string) Text(MemoryStream page, HttpStatusCode status, string text)
    {
        page.Write(Encoding.UTF8.GetBytes(text));
        return (status, "text/plain; charset=utf-8");
    }

    private async Task<(HttpStatusCode, string)> MetricsAsync(MemoryStream page)
    {
        await _metrics.WriteAsync(page, CancellationToken.None);
        return (HttpStatusCode.OK, "text/plain; version=0.0.4; charset=utf-8");
    }
}
