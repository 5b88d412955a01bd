using System.Net;
using Compliance.Search.Http;
using Compliance.Store;

namespace Compliance.Search.Bulk;

/// <summary>
/// Sends a batch until every document of it is settled: in the index, or refused for good. Only what failed is sent again.
/// <code>
/// document: 201, or 409 for one that is there already    settled
/// document: 400                                          refused
/// request: 413, 400                                      sent in halves; a single document that is refused stays so
/// anything else, or no answer                            again after a pause with full jitter, within the pace
/// </code>
/// One task a batch; the sender is shared.
/// </summary>
/// <param name="client">The server.</param>
/// <param name="pace">How much may be under way; shared by all who send to that server.</param>
/// <param name="keepRefused">Takes what is refused.</param>
/// <param name="watcher">Hears how it goes.</param>
/// <param name="time">The clock.</param>
/// <param name="newBackoff">Pauses of one batch.</param>
/// <param name="patience">How long a batch may stand still before it is given up with an <see cref="IndexException"/>; null: no limit.</param>
internal sealed class BulkSender(
    IndexClient client, BulkPace pace, RefusedDocuments keepRefused, IBulkWatcher watcher, TimeProvider time, Func<Backoff> newBackoff, TimeSpan? patience = null)
{
    public async Task<BulkTally> SendAsync(BulkBatch batch, CancellationToken stop)
    {
        var (backoff, tally) = (newBackoff(), default(BulkTally));
        var (open, most) = (batch.Items, int.MaxValue);
        var movedAt = time.GetTimestamp();
        while (open.Count > 0)
        {
            var (part, reply) = await AskAsync(batch, open, most, stop);
            if (reply.Status is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest && part.Count > 1)
            {
                most = part.Count / 2;
                continue;
            }

            var (settled, again) = await SettleAsync(batch, part, reply, stop);
            tally += settled;
            open = [.. again, .. open.Skip(part.Count)];
            if (again.Count < part.Count)
                movedAt = time.GetTimestamp();
            else
                GiveUp(reply, movedAt);
            if (again.Count > 0)
                await PauseAsync(backoff, reply, again.Count, stop);
            else
                backoff.Reset();
        }

        return tally;
    }

    private async Task<(IReadOnlyList<BulkItem> Part, BulkReply Reply)> AskAsync(BulkBatch batch, IReadOnlyList<BulkItem> open, int most, CancellationToken stop)
    {
        var turn = await pace.EnterAsync(stop);
        BulkReply? reply = null;
        try
        {
            var count = Math.Min(most, turn.Documents);
            var part = open.Count > count ? open.Take(count).ToArray() : open;
            reply = await client.BulkAsync(batch, part, stop);
            watcher.Answered(reply);
            return (part, reply);
        }
        finally
        {
            pace.Leave(turn, reply);
        }
    }

    private async Task<(BulkTally Settled, List<BulkItem> Again)> SettleAsync(BulkBatch batch, IReadOnlyList<BulkItem> part, BulkReply reply, CancellationToken stop)
    {
        var (created, present) = (0, 0);
        var again = new List<BulkItem>();
        var refused = new List<(BulkItem, string)>();
        for (var i = 0; i < part.Count; i++)
        {
            // An answer that does not speak of every document speaks of none.
            var (status, error) = reply.Items.Count == part.Count ? reply.Items[i] : (-(int)reply.Status, null);
            if (status == 201)
                created++;
            else if (status == 409)
                present++;
            else if (status is 400 or -400 or -413)
                refused.Add((part[i], error ?? "request_refused"));
            else
                again.Add(part[i]);
        }

        if (refused.Count > 0)
        {
            watcher.Refused(refused.Count, refused[0].Item2);
            await keepRefused(batch, refused, stop);
        }

        return (new BulkTally(created, present, refused.Count), again);
    }

    private Task PauseAsync(Backoff backoff, BulkReply reply, int count, CancellationToken stop)
    {
        var pause = backoff.Next();
        watcher.Again(reply, count, pause);
        return Task.Delay(pause, time, stop);
    }

    // Rights do not come by waiting.
    private void GiveUp(BulkReply reply, long movedAt)
    {
        if (patience is not { } limit)
            return;
        var isForbidden = reply.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || (reply.Items.Count > 0 && reply.Items.All(item => item.Status is 401 or 403));
        if (isForbidden)
            throw new IndexException($"Elasticsearch at {client.Address.Authority} refuses to be written to ({reply}). The key needs create_doc on the indices, and auto_configure where a day has none yet.");
        if (time.GetElapsedTime(movedAt) > limit)
            throw new IndexException($"Elasticsearch at {client.Address.Authority} has taken nothing for {limit.TotalSeconds:0} s ({reply}). Run it again when that is mended.");
    }
}
