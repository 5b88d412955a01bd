using Compliance.Gateway.Telemetry;

namespace Compliance.Gateway.Pipeline.Quotas;

/// <summary>
/// Holds callers to what they may read and write in a second, as a broker does: what has come passes, its client is told in the answer how long
/// to wait, and its next request is not read before. Counted are the bytes of requests that write and of answers that bring records. One per
/// session and caller.
/// </summary>
internal sealed class Throttle(TopicPlans plans, TimeProvider time, GuardMetrics? metrics) : IStep
{
    private const short ProduceKey = 0;
    private const short FetchKey = 1;
    private const short ShareFetchKey = 78;

    public Interest InterestIn(short apiKey, short version) => apiKey switch
    {
        ProduceKey => Interest.Request | Interest.Response,
        FetchKey or ShareFetchKey => Interest.Response,
        _ => Interest.None,
    };

    public Verdict OnRequest(Exchange exchange)
    {
        if (exchange.Api.Key == ProduceKey)
            exchange.Throttled = Wait(exchange, QuotaKind.Write, exchange.RequestBody.Length);
        return Verdict.Next;
    }

    public Verdict OnResponse(Exchange exchange)
    {
        if (exchange.Api.Key is FetchKey or ShareFetchKey)
            exchange.Throttled = Wait(exchange, QuotaKind.Read, exchange.ResponseBody.Length);
        if (exchange.Throttled > TimeSpan.Zero)
            exchange.TellToWait(exchange.Throttled);
        return Verdict.Next;
    }

    private TimeSpan Wait(Exchange exchange, QuotaKind kind, int bytes)
    {
        var wait = plans.Quotas.Take(kind, bytes);
        if (wait > TimeSpan.Zero)
        {
            exchange.Session.Rest(wait, time);
            metrics?.Throttled(kind);
        }

        return wait;
    }
}
