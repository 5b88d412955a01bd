using Compliance.Search.Http;
using Compliance.Store;

namespace Compliance.Search.Erase;

/// <summary>
/// Deletes documents by index and id, each until it is settled. By id a deletion meets no conflict, and repeats itself without harm.
/// <code>
/// document: 200                                  deleted
/// document: 404                                  gone already
/// document or request: 401, 403                  ends it: no right, or a read-only index; waiting mends neither
/// anything else, or no answer                    again after a pause with full jitter, until nothing moves for too long
/// </code>
/// One owner.
/// </summary>
internal sealed class DocumentDeletion(IndexClient client, TimeProvider time, Backoff backoff, TimeSpan patience)
{
    public const string Rights = "To erase what was purged, the key needs read, view_index_metadata, maintenance and delete on the indices; the sink's key has none of these, and should not have them.";

    /// <summary>The number of those that were there.</summary>
    public async Task<long> DeleteAsync(IReadOnlyList<(string Index, string Id)> documents, CancellationToken stop)
    {
        var deleted = 0L;
        var movedAt = time.GetTimestamp();
        while (documents.Count > 0)
        {
            var reply = await client.DeleteAsync(documents, stop);
            var again = new List<(string, string)>();
            foreach (var (i, document) in documents.Index())
            {
                // An answer that does not speak of every document speaks of none.
                var (status, error) = reply.Items.Count == documents.Count ? reply.Items[i] : ((int)reply.Status, null);
                deleted += reply.Items.Count == documents.Count && status == 200 ? 1 : 0;
                if (status is 401 or 403)
                    throw Forbidden(document.Index, error);
                if (reply.Items.Count != documents.Count || status is not (200 or 404))
                    again.Add(document);
            }

            if (again.Count < documents.Count)
            {
                backoff.Reset();
                movedAt = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(movedAt) > patience)
            {
                throw new IndexException($"Elasticsearch at {client.Address.Authority} has deleted nothing for {patience.TotalSeconds:0} s ({reply}). Run it again when that is mended: it goes on where it was.");
            }

            documents = again;
            if (again.Count > 0)
                await Task.Delay(backoff.Next(), time, stop);
        }

        return deleted;
    }

    private IndexException Forbidden(string index, string? error) => error == "cluster_block_exception"
        ? new IndexException($"{index} is read-only, as a lifecycle leaves it: its documents cannot be deleted. Take the block off (PUT {index}/_settings with index.blocks.write: false), run this again and put it back; what lies in a snapshot goes only by deleting {index} and, for what is not purged, auditctl reindex.")
        : new IndexException($"Elasticsearch at {client.Address.Authority} does not let documents of {index} be deleted. {Rights}");
}
