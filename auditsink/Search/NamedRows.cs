using Compliance.Events.Archive;

namespace Compliance.Search;

/// <summary>A file of the archive with the entry that names it.</summary>
internal sealed record NamedRows(ManifestEntry Entry, ArchiveFile File)
{
    /// <summary>The one day of all its events: a file holds an hour.</summary>
    public DateOnly Day => DateOnly.FromDateTime(ArchiveLayout.HourOf(File.FirstTime));
}
