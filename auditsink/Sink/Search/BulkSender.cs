using System.Net;
using Compliance.AuditSink.Telemetry;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Search;

/// <summary>
/// Sends a batch until every document of it is settled: in the index, or among the dead letters. Tries without limit; only what failed is
/// sent again.
/// <code>
/// document: 201, or 409 for one that is there already    settled
/// document: 400                                          dead letter
/// request: 413, 400                                      sent in halves; a single document that is refused is a dead letter
/// anything else, or no answer                            again after a pause with full jitter
/// </code>
/// One task a batch; the sender is shared.
/// </summary>
internal sealed class BulkSender(
    BulkClient client, DeadLetters deadLetters, SinkMetrics metrics, TimeProvider time, Func<Backoff> newBackoff, ILogger log)
{
    public async Task SendAsync(BulkBatch batch, CancellationToken stop)
    {
        var backoff = newBackoff();
        var open = batch.Items;
        var most = int.MaxValue;
        while (open.Count > 0)
        {
            var part = open.Count > most ? open.Take(most).ToArray() : open;
            var reply = await client.BulkAsync(batch, part, stop);
            if (reply.Status is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest && part.Count > 1)
            {
                most = part.Count / 2;
                continue;
            }

            var again = await SettleAsync(batch, part, reply, stop);
            open = [.. again, .. open.Skip(part.Count)];
            if (again.Count > 0)
                await PauseAsync(backoff, reply, again.Count, stop);
            else
                backoff.Reset();
        }
    }

    // Returns what is to be sent again.
    private async Task<List<BulkItem>> SettleAsync(BulkBatch batch, IReadOnlyList<BulkItem> part, BulkReply reply, CancellationToken stop)
    {
        var again = new List<BulkItem>();
        var refused = new List<(BulkItem, string)>();
        for (var i = 0; i < part.Count; i++)
        {
            // An answer that does not speak of every document speaks of none.
            var (status, error) = reply.Items.Count == part.Count ? reply.Items[i] : (-(int)reply.Status, null);
            if (status is 201 or 409)
                continue;
            if (status is 400 or -400 or -413)
                refused.Add((part[i], error ?? "request_refused"));
            else
                again.Add(part[i]);
        }

        if (refused.Count > 0)
        {
            metrics.DeadLetters.Inc(refused.Count);
            log.DeadLetters(refused.Count, refused[0].Item2);
            await deadLetters.AddAsync(batch, refused, stop);
        }

        return again;
    }

    private Task PauseAsync(Backoff backoff, BulkReply reply, int count, CancellationToken stop)
    {
        var pause = backoff.Next();
        metrics.BulkRetries.Inc(count);
        log.BulkAgain(count, (int)reply.Status, pause.TotalSeconds);
        return Task.Delay(pause, time, stop);
    }
}
