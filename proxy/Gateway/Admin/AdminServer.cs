using System.Net;
using System.Text;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Telemetry.Exposition;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Admin;

/// <summary>
/// Health and metrics over HTTP: <c>/live</c> (503 and the reasons where only a new start helps), <c>/ready</c> (503 and the reasons while
/// clients should go elsewhere) and <c>/metrics</c>; <c>/healthz</c> and <c>/readyz</c> are other names of the first two. The framework's
/// HttpListener: these pages do not pay for a web stack in the data process. One request at a time; owner: the process.
/// </summary>
internal sealed class AdminServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Health _health;
    private readonly Instruments _instruments;
    private readonly ILogger _log;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens the port: throws <see cref="HttpListenerException"/> where it is taken.</summary>
    public AdminServer(IPEndPoint endPoint, Health health, Instruments instruments, ILogger log)
    {
        (EndPoint, _health, _instruments, _log) = (endPoint, health, instruments, log);
        var isAny = endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any);
        _listener.Prefixes.Add($"http://{(isAny ? "*" : HostOf(endPoint.Address))}:{endPoint.Port}/");

        // A request is matched by the name that it asks for, too.
        if (IPAddress.IsLoopback(endPoint.Address))
            _listener.Prefixes.Add($"http://localhost:{endPoint.Port}/");
        _listener.IgnoreWriteExceptions = true;
        _listener.Start();
        log.AdminListening(endPoint.ToString());
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Runs until <see cref="Dispose"/>.</summary>
    public async Task RunAsync()
    {
        while (!_closed.Task.IsCompleted)
        {
            try
            {
                // A wait that begins while the listener closes may never end.
                var next = _listener.GetContextAsync();
                if (await Task.WhenAny(next, _closed.Task).ConfigureAwait(false) != next)
                    return;
                var context = await next.ConfigureAwait(false);
                await AnswerAsync(context).ConfigureAwait(false);
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
        var accept = context.Request.Headers["Accept"];
        var page = context.Request.Url?.AbsolutePath switch
        {
            "/live" or "/healthz" => HealthPage.Write(_health.NotLive, accept),
            "/ready" or "/readyz" => HealthPage.Write(_health.NotReady, accept),
            "/metrics" => Metrics(PageAccept.Choose(accept)),
            _ => new AdminPage(HttpStatusCode.NotFound, "text/plain; charset=utf-8", "There are /live, /ready and /metrics.\n"),
        };
        var body = Encoding.UTF8.GetBytes(page.Text);
        context.Response.StatusCode = (int)page.Status;
        context.Response.ContentType = page.ContentType;
        context.Response.ContentLength64 = body.Length;
        await context.Response.OutputStream.WriteAsync(body).ConfigureAwait(false);
        context.Response.Close();
    }

    private AdminPage Metrics(PageFormat format) => new(HttpStatusCode.OK, PageAccept.TypeOf(format), PageWriter.Write(_instruments.Families, format));

    private static string HostOf(IPAddress address) => address.ToString() is var text && text.Contains(':', StringComparison.Ordinal) ? $"[{text}]" : text;
}
