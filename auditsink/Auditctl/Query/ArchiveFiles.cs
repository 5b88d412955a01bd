using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Ledger.Custody;
using Compliance.Store;
using Compliance.Store.Entries;

namespace Compliance.Auditctl.Query;

/// <summary>Which files of the archive a question needs: those that hold its rows and whose times fit.</summary>
internal static class ArchiveFiles
{
    public static async Task<FoundFiles> FindAsync(AccessQuery query, CancellationToken stop)
    {
        try
        {
            using var store = ArchiveAddress.Open(query.Archive, TimeProvider.System);
            var needed = await NeededAsync(store, query, stop);
            var custody = query.Custody is null ? new CustodyState() : await query.Custody(stop);
            var cache = new FileCache(query.Cache, query.CacheBytes);
            var gone = custody.Gone.ToDictionary(file => file.Path, StringComparer.Ordinal);
            foreach (var file in needed.Where(item => gone.ContainsKey(item.File.Path)))
                cache.Forget(file.File.Sha256);
            var there = needed.Where(item => !gone.ContainsKey(item.File.Path)).ToList();
            var places = await cache.FetchAsync(store, there, stop);
            var mayBeGone = custody.Requests.Where(request => request.Start is not null).SelectMany(request => request.MayBeGone).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
            var lost = there.Zip(places).Where(pair => pair.Second is null).Select(pair => pair.First.File).ToList();
            if (lost.Find(file => !mayBeGone.Contains(file.Path)) is { } missing)
                throw Missing(query, missing);
            return new FoundFiles(
                [.. there.Zip(places).Where(pair => pair.Second is not null).Select(pair => new NamedFile(pair.Second!, pair.First.Entry, pair.First.File))],
                [.. needed.Select(item => item.File).Where(file => gone.ContainsKey(file.Path)), .. lost]);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException(e.Message, e);
        }
    }

    private static async Task<IReadOnlyList<(ManifestEntry Entry, ArchiveFile File)>> NeededAsync(IArchiveStore store, AccessQuery query, CancellationToken stop)
    {
        if (await LiveFiles.FindAsync(store, file => Fits(file, query), stop) is { } needed)
            return needed;
        // A sink has begun here and has written no entry yet.
        return await store.ListAsync($"{ArchiveLayout.WritingFolder}/", null, stop).AnyAsync(stop)
            ? []
            : throw new ArchiveException($"{query.Archive} is no archive: no sink has written there. Give --archive the path that the sink's settings name as archive.path, or its bucket as s3://BUCKET/PREFIX.");
    }

    private static bool Fits(ArchiveFile file, AccessQuery query) =>
        (query.Since is null || file.LastTime >= EventTime.Micros(query.Since.Value)) && (query.Until is null || file.FirstTime < EventTime.Micros(query.Until.Value));

    private static ArchiveException Missing(AccessQuery query, ArchiveFile file) =>
        new($"{file.Path} of {query.Archive} is named by the manifest and is not there. An answer without it would not be complete; restore it from a copy.{(query.Custody is null ? " If it was purged: settings with ledger and custody.people say so." : "")}");
}
