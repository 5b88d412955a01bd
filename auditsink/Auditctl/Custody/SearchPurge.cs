using Compliance.Auditctl.Commands;
using Compliance.Ledger.Custody;
using Compliance.Search;
using Compliance.Search.Erase;
using Compliance.Search.Http;
using Compliance.Search.Refused;
using Compliance.Search.Settings;
using Compliance.Store;

namespace Compliance.Auditctl.Custody;

/// <summary>
/// What a purge does about the search index, once its files are gone: before that a rebuild would bring their documents back. One use.
/// </summary>
/// <param name="custodian">The archive.</param>
/// <param name="index">Whose documents are erased; null: the index is not touched, only what the archive keeps for it.</param>
/// <param name="progress">Hears how far it is.</param>
/// <param name="time">The clock.</param>
internal sealed class SearchPurge(Custodian custodian, ElasticsearchSettings? index, Progress progress, TimeProvider time)
{
    // Longer than a node takes to come back.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task<(ErasedDocuments? Erased, long DeadLetters)> RunAsync(RequestState request, IReadOnlyCollection<PurgeFile> gone, CancellationToken stop)
    {
        var purged = await PurgedEvents.ReadAsync(custodian.Store, PurgedFiles.Of(request, gone), stop);
        var letters = await LetterErasure.RunAsync(new DeadLetters(custodian.Store), purged, stop);
        return (index is null ? null : await EraseAsync(index, purged, gone, stop), letters);
    }

    private async Task<ErasedDocuments> EraseAsync(ElasticsearchSettings settings, PurgedEvents purged, IReadOnlyCollection<PurgeFile> gone, CancellationToken stop)
    {
        using var client = new IndexClient(settings);
        var state = await custodian.ReadAsync(stop);
        var paths = state.Gone.Concat(gone).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var deletion = new DocumentDeletion(client, time, new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), Random.Shared), Patience);
        return await new IndexErasure(new ArchiveRows(custodian.View, paths), purged, client, settings, deletion).RunAsync(new Reports(progress), stop);
    }

    private sealed class Reports(Progress progress) : IProgress<(int Hours, int OfHours)>
    {
        public void Report((int Hours, int OfHours) value) => progress.Rows("Erasing from the index, hours", value.Hours, value.OfHours);
    }
}
