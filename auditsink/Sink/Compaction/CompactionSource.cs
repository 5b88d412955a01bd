using Compliance.Events.Archive;
using Compliance.Ledger.Custody;

namespace Compliance.AuditSink.Compaction;

/// <summary>A file that a compacted one may stand for.</summary>
/// <param name="Entry">The entry that brought it, without its lists.</param>
/// <param name="File">It, without its spans.</param>
internal sealed record CompactionSource(ManifestEntry Entry, ArchiveFile File)
{
    /// <summary>As statements of custody name it.</summary>
    public PurgeFile AsPurged { get; } = PurgeFile.Of(Entry, File);
}
