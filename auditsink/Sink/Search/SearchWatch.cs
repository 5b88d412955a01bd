using Compliance.AuditSink.Telemetry;
using Compliance.Search.Bulk;
using Compliance.Search.Settings;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Search;

/// <summary>Counts and logs how sending to the index goes. Any thread.</summary>
internal sealed class SearchWatch : IBulkWatcher
{
    private readonly SinkMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public SearchWatch(ElasticsearchSettings settings, SinkMetrics metrics, TimeProvider time, ILogger log)
    {
        (_metrics, _time, _log) = (metrics, time, log);
        metrics.BulkSlots.Set(settings.InFlight);
        metrics.BulkDocuments.Set(settings.BulkDocuments);
        // Away until it has answered: a sink that never reached its index looks no other than one that lost it.
        metrics.IndexUp.Set(0);
    }

    public void Answered(BulkReply reply)
    {
        var isUp = reply.Items.Any(item => item.Status is 201 or 409 or 400);
        var outcome = reply.IsThrottled ? "throttled" : reply.Items.Count == 0 ? "failed" : "answered";
        _metrics.BulkRequests.WithLabels(outcome).Inc();
        // Being told that it is too much is an answer of one that is there.
        _metrics.IndexUp.Set(isUp || reply.IsThrottled ? 1 : 0);
        if (isUp)
            _metrics.IndexTaken.Set(_time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
    }

    public void Again(BulkReply reply, int documents, TimeSpan pause)
    {
        _metrics.BulkRetries.Inc(documents);
        _log.BulkAgain(documents, reply.ToString(), pause.TotalSeconds);
    }

    public void Refused(int documents, string error)
    {
        _metrics.DeadLetters.Inc(documents);
        _log.DeadLetters(documents, error);
    }

    public void Paced(int requests, int documents)
    {
        _metrics.BulkSlots.Set(requests);
        _metrics.BulkDocuments.Set(documents);
        _log.BulkPaced(requests, documents);
    }
}
