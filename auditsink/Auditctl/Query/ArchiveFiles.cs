using Compliance.Events.Archive;
using Compliance.Store;
using Compliance.Store.Entries;

namespace Compliance.Auditctl.Query;

/// <summary>Which files of the archive a question needs: those that hold its rows and whose times fit.</summary>
internal static class ArchiveFiles
{
    public static async Task<IReadOnlyList<NamedFile>> FindAsync(AccessQuery query, CancellationToken stop)
    {
        try
        {
            using var store = ArchiveAddress.Open(query.Archive, TimeProvider.System);
            var needed = await NeededAsync(store, query, stop);
            var places = await new FileCache(query.Cache, query.CacheBytes).FetchAsync(store, needed, stop);
            return [.. places.Zip(needed, (place, item) => new NamedFile(place ?? throw Missing(query, item.File), item.Entry, item.File))];
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException(e.Message, e);
        }
    }

    public static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

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
        (query.Since is null || file.LastTime >= Micros(query.Since.Value)) && (query.Until is null || file.FirstTime < Micros(query.Until.Value));

    private static ArchiveException Missing(AccessQuery query, ArchiveFile file) =>
        new($"{file.Path} of {query.Archive} is named by the manifest and is not there. An answer without it would not be complete; restore it from a copy.");
}
