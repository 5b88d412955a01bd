using Compliance.Search.Bulk;
using Compliance.Search.Http;
using Compliance.Search.Settings;
using Compliance.Store;

namespace Compliance.Auditctl.Commands;

/// <summary>Senders of verbs that write into the index. Thread-safe.</summary>
internal sealed class IndexSending(IndexClient client, ElasticsearchSettings settings, TextWriter error, TimeProvider time)
{
    // Longer than a node takes to come back.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly SendingWatch _watch = new(error, time);

    public BulkSender Sender(RefusedDocuments keepRefused) => new(
        client, new BulkPace(settings.InFlight, settings.BulkDocuments, time, _watch), keepRefused, _watch, time, NewBackoff, Patience);

    private static Backoff NewBackoff() => new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), Random.Shared);
}
