using System.Collections.Concurrent;
using System.Net;
using Compliance.Gateway.Settings;
using Compliance.Harness;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>A collector that keeps what is sent to it, by OTLP over HTTP with protobuf.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();

    public OtlpReceiver()
    {
        Endpoint = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        _listener.Prefixes.Add(Endpoint.AbsoluteUri);
        _listener.Start();
        _ = Task.Run(RunAsync);
    }

    public Uri Endpoint { get; }
    public ConcurrentQueue<byte[]> Traces { get; } = new();
    public ConcurrentQueue<byte[]> Metrics { get; } = new();

    public TelemetryPlan Plan(double sampling) => new(Endpoint) { IsHttp = true, Sampling = sampling, MetricsInterval = TimeSpan.FromSeconds(1) };

    public void Dispose() => _listener.Close();

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                if (context.Request is { HttpMethod: "POST", ContentType: "application/x-protobuf" })
                    (context.Request.Url!.AbsolutePath == "/v1/traces" ? Traces : Metrics).Enqueue(body.ToArray());
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
