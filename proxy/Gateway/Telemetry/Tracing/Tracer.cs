using System.Diagnostics;
using Compliance.Gateway.Session;
using Compliance.Kafka.Schema;

namespace Compliance.Gateway.Telemetry.Tracing;

/// <summary>
/// Decides which requests are traced, before anything is made for them: a request that is not costs one random number. Spans follow
/// OpenTelemetry's conventions for messaging; they name the API, the route, the cluster and one topic, and no client, principal or byte
/// of the traffic. Thread-safe. Owner: the process.
/// </summary>
internal sealed class Tracer(double ratio, TimeProvider time) : IDisposable
{
    public const string SourceName = "Compliance.Gateway";
    private readonly ActivitySource _source = new(SourceName);

    public bool Samples() => ratio > 0 && Random.Shared.NextDouble() < ratio;

    /// <summary>
    /// A trace of a request that was read then; null: nobody takes spans. Its span is not left as the current one: what logs about the
    /// request sets it.
    /// </summary>
    public RequestTrace? Begin(SessionState session, ApiRow api, short version, long readAt)
    {
        if (_source.CreateActivity(api.Name, ActivityKind.Server, default(ActivityContext)) is not { } span)
            return null;
        span.SetStartTime(At(readAt));
        span.SetTag("messaging.system", "kafka");
        span.SetTag("messaging.operation.name", api.Name);
        if (TypeOf(api) is { } type)
            span.SetTag("messaging.operation.type", type);
        span.SetTag("server.address", session.NodeId < 0 ? session.Route.Listen.Sni?.Bootstrap ?? session.Route.Advertise : session.Route.HostOf(session.NodeId));
        span.SetTag("kafka.api.version", (int)version);
        span.SetTag("compliance.route", session.Route.Name);
        span.SetTag("compliance.cluster", session.Route.Cluster.Name);
        if (session.NodeId >= 0)
            span.SetTag("messaging.kafka.node.id", session.NodeId);
        var before = Activity.Current;
        span.Start();
        Activity.Current = before;
        return new RequestTrace(this, span);
    }

    /// <summary>A span below another, over what was between two timestamps.</summary>
    public Activity? Child(Activity parent, string name, ActivityKind kind, long from) => _source.StartActivity(name, kind, parent.Context, startTime: At(from));

    /// <summary>The time of a timestamp.</summary>
    public DateTime At(long timestamp) => time.GetUtcNow().UtcDateTime - time.GetElapsedTime(timestamp);

    public void Dispose() => _source.Dispose();

    private static string? TypeOf(ApiRow api) => api.Name switch
    {
        "Produce" => "send",
        "Fetch" or "ShareFetch" => "receive",
        "OffsetCommit" or "TxnOffsetCommit" or "ShareAcknowledge" => "settle",
        _ => null,
    };
}
