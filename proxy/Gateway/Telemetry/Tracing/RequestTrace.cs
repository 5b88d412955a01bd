using System.Diagnostics;
using System.Net;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Session;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Telemetry.Tracing;

/// <summary>
/// One traced request: its span, and the timestamps of what becomes spans below it. It goes with the request from loop to loop, so one
/// loop at a time has it.
/// </summary>
internal sealed class RequestTrace(Tracer tracer, Activity span)
{
    private long _forwardedAt;

    /// <summary>The request's own span.</summary>
    public Activity Span => span;

    /// <summary>The request goes on to the broker.</summary>
    public void Forwarded(long at) => _forwardedAt = at;

    /// <summary>The guard has worked on one half of the exchange, from then until now.</summary>
    public void Guarded(Exchange exchange, bool isAnswer, long from)
    {
        using var child = tracer.Child(span, isAnswer ? "guard answer" : "guard request", ActivityKind.Internal, from);
        var (masked, failures) = (0L, 0L);
        for (var i = 0; i < exchange.Topics.Count; i++)
        {
            masked += exchange.Topics[i].Counts.Masked;
            failures += exchange.Topics[i].Counts.Failures;
        }

        child?.SetTag("compliance.guard.masked", masked);
        child?.SetTag("compliance.guard.unreadable", failures);
    }

    /// <summary>What the exchange knows, as long as it is the request's: the topic, where there is one only, and the records.</summary>
    public void Describe(Exchange exchange)
    {
        if (exchange.Topics.Count == 1 && exchange.Topics[0].Name is { } topic)
            span.SetTag("messaging.destination.name", topic);
        var records = 0L;
        for (var i = 0; i < exchange.Topics.Count; i++)
            records += exchange.Topics[i].Records;
        if (records > 0)
            span.SetTag("messaging.batch.message_count", records);
        if (exchange.RefusedWith != KafkaError.None)
            Failed(exchange.RefusedWith.ToString());
        else if (exchange.Denials.Errors is [var first, ..])
            Failed(first.ToString());
        else if (exchange.AnsweredError != KafkaError.None)
            Failed(exchange.AnsweredError.ToString());
    }

    /// <summary>The answer was read, and is about to go to the client. <paramref name="answeredAt"/> 0: the proxy answers by itself.</summary>
    public void Ended(long answeredAt, EndPoint? broker)
    {
        if (_forwardedAt > 0 && answeredAt > 0 && tracer.Child(span, "upstream", ActivityKind.Client, _forwardedAt) is { } upstream)
        {
            upstream.SetTag("messaging.system", "kafka");
            if (broker is IPEndPoint at)
            {
                upstream.SetTag("server.address", (at.Address.IsIPv4MappedToIPv6 ? at.Address.MapToIPv4() : at.Address).ToString());
                upstream.SetTag("server.port", at.Port);
            }

            upstream.SetEndTime(tracer.At(answeredAt));
            upstream.Stop();
        }

        span.Stop();
    }

    /// <summary>The connection ended before the request was answered.</summary>
    public void Broken(Fault fault)
    {
        Failed(Labels.Value(fault.Kind));
        span.Stop();
    }

    private void Failed(string error)
    {
        span.SetTag("error.type", error);
        span.SetStatus(ActivityStatusCode.Error);
    }
}
