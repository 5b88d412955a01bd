using Compliance.Ledger.Custody;
using Compliance.Search.Compare;
using Compliance.Search.Http;
using Compliance.Search.Settings;

namespace Compliance.Search.Erase;

/// <summary>
/// Erases the documents of purged files from every index that boards read, day's indices and copies of them alike, and nothing else.
/// <code>
/// look: each hour of a purged file --documents of it--> deleted by id --> look again --none--> erased
///          ^--------------------------- some -----------------------------/
/// </code>
/// Whatever ends it, the next run goes on. Elasticsearch merges the bytes of deleted documents away in its own time; no search finds them
/// meanwhile. One use.
/// </summary>
/// <param name="archive">What is not purged.</param>
/// <param name="purged">What is.</param>
/// <param name="client">The server.</param>
/// <param name="settings">Its indices.</param>
/// <param name="deletion">Deletes.</param>
internal sealed class IndexErasure(ArchiveRows archive, PurgedEvents purged, IndexClient client, ElasticsearchSettings settings, DocumentDeletion deletion)
{
    private const int AtATime = 1000;

    // Somebody who puts documents back all the time is not waited for.
    private const int MostLooks = 5;

    private readonly IndexReader _index = new(client, settings.IndexPrefix);
    private readonly SortedDictionary<string, long> _deleted = new(StringComparer.Ordinal);

    private string Indices => $"{settings.IndexPrefix}-*";

    public async Task<ErasedDocuments> RunAsync(IProgress<(int Hours, int OfHours)>? progress, CancellationToken stop)
    {
        var found = (await _index.IndicesAsync(stop)).Count > 0;
        for (var look = 0; found; look++)
        {
            if (look == MostLooks)
                throw new IndexException($"Documents of purged files come back into {Indices} while they are erased: somebody writes them there. Stop whoever does, an auditctl reindex with settings that do not name people perhaps, and run this again.");
            // What cannot be searched yet would be passed over.
            if (await _index.RefreshAsync(stop) is { IsOk: false } answer)
                throw new IndexException($"Elasticsearch at {client.Address.Authority} does not refresh {Indices} ({answer}). {DocumentDeletion.Rights}");
            found = await LookAsync(progress, stop);
        }

        return new ErasedDocuments($"{client.Address}{Indices}", _deleted);
    }

    private async Task<bool> LookAsync(IProgress<(int Hours, int OfHours)>? progress, CancellationToken stop)
    {
        var (hours, any) = (purged.Hours.ToList(), false);
        // Anew each time: a sink may have put compacted files in the place of others.
        var live = (await archive.PartitionsAsync(stop)).SelectMany(partition => partition.Files).ToList();
        var documents = new PurgedDocuments(_index, archive, purged);
        foreach (var (done, hour) in hours.Index())
        {
            await foreach (var some in documents.FindAsync(Indices, hour, live, stop).Chunk(AtATime).WithCancellation(stop))
            {
                any = true;
                foreach (var index in some.GroupBy(document => document.Index, document => (document.Index, document.Id), StringComparer.Ordinal))
                    _deleted[index.Key] = _deleted.GetValueOrDefault(index.Key) + await deletion.DeleteAsync([.. index], stop);
            }

            progress?.Report((done + 1, hours.Count));
        }

        return any;
    }
}
