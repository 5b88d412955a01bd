using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Admin;

/// <summary>
/// Health and metrics over HTTP: <c>/healthz</c> (the process runs), <c>/readyz</c> (503 and the reasons, one a line, while clients
/// would not be served) and <c>/metrics</c>. The framework's HttpListener: these three pages do not pay for a web stack in the data
/// process. One request at a time; owner: the process.
/// </summary>
internal sealed class AdminServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly PrometheusText _metrics = new();
    private readonly Func<IReadOnlyList<string>> _notReady;
    private readonly ILogger _log;

    /// <summary>Opens the port: throws <see cref="HttpListenerException"/> where it is taken.</summary>
    public AdminServer(IPEndPoint endPoint, Func<IReadOnlyList<string>> notReady, ILogger log)
    {
        (EndPoint, _notReady, _log) = (endPoint, notReady, log);
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
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync().ConfigureAwait(false);
                await AnswerAsync(context).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
            {
                if (_listener.IsListening)
                    _log.AdminFailed(e.GetType().Name);
            }
        }
    }

    public void Dispose()
    {
        _listener.Close();
        _metrics.Dispose();
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (status, text) = context.Request.Url?.AbsolutePath switch
        {
            "/healthz" => (HttpStatusCode.OK, "ok\n"),
            "/readyz" => Ready(),
            "/metrics" => (HttpStatusCode.OK, _metrics.Write()),
            _ => (HttpStatusCode.NotFound, "There are /healthz, /readyz and /metrics.\n"),
        };
        var body = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        context.Response.ContentLength64 = body.Length;
        await context.Response.OutputStream.WriteAsync(body).ConfigureAwait(false);
        context.Response.Close();
    }

    private (HttpStatusCode Status, string Text) Ready()
    {
        var reasons = _notReady();
        return reasons.Count == 0 ? (HttpStatusCode.OK, "ok\n") : (HttpStatusCode.ServiceUnavailable, string.Join('\n', reasons) + "\n");
    }

    private static string HostOf(IPAddress address) => address.ToString() is var text && text.Contains(':', StringComparison.Ordinal) ? $"[{text}]" : text;
}
