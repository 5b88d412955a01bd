using Compliance.Ledger.Custody;
using Compliance.Search.Erase;
using Compliance.Store;

namespace Compliance.Auditctl.Custody;

/// <summary>Files that entries name and that are gone because of two people: they are not looked for.</summary>
internal static class PurgedFiles
{
    /// <summary>Those that certificates tell of, and of purges that were cut off those that are not there.</summary>
    public static async Task<IReadOnlyList<PurgedFile>> OfAsync(AccessQuery query, IArchiveStore store, CancellationToken stop)
    {
        var purged = new List<PurgedFile>();
        foreach (var request in query.Custody is null ? [] : (await query.Custody(stop)).Requests.Where(request => request.Start is not null))
        {
            if (request.Certificate is not null)
                purged.AddRange(Of(request, request.Gone));
            else
                purged.AddRange(Of(request, await request.MayBeGone.ToAsyncEnumerable().Where(async (file, token) => await store.LockAsync(file.Path, token) is null).ToListAsync(stop)));
        }

        return purged;
    }

    public static IEnumerable<PurgedFile> Of(RequestState request, IEnumerable<PurgeFile> files) => files.Select(file => new PurgedFile(file, request.Number));

    public static IReadOnlySet<string> PathsOf(IEnumerable<PurgedFile> purged) => purged.Select(item => item.File.Path).ToHashSet(StringComparer.Ordinal);
}
