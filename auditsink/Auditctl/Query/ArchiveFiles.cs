using Compliance.Events.Archive;

namespace Compliance.Auditctl.Query;

/// <summary>Which files of the archive a question needs: those that its manifest names and whose times fit.</summary>
internal static class ArchiveFiles
{
    public static Task<IReadOnlyList<NamedFile>> FindAsync(AccessQuery query, CancellationToken stop) => Task.Run(() => Find(query.Archive, query.Since, query.Until), stop);

    private static IReadOnlyList<NamedFile> Find(string root, DateTimeOffset? since, DateTimeOffset? until)
    {
        if (!Directory.Exists(Path.Combine(root, ArchiveLayout.ManifestFolder)))
            throw new ArchiveException($"{root} is no archive: it has no folder {ArchiveLayout.ManifestFolder}. Give --archive the path that the sink's settings name as archive.path.");
        try
        {
            return
            [
                .. from entry in Manifest.ReadAll(root)
                   from file in entry.Files
                   where (since is null || file.LastTime >= Micros(since.Value)) && (until is null || file.FirstTime < Micros(until.Value))
                   select new NamedFile(Existing(root, entry, file), file),
            ];
        }
        catch (InvalidDataException e)
        {
            throw new ArchiveException(e.Message, e);
        }
    }

    public static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static string Existing(string root, ManifestEntry entry, ArchiveFile file)
    {
        var path = ArchiveLayout.Find(root, entry, file);
        return File.Exists(path)
            ? path
            : throw new ArchiveException($"{Path.Combine(root, file.Path)} is named by the manifest and is not there. An answer without it would not be complete; restore it from a copy.");
    }
}
