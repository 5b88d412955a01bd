using Compliance.Events.Archive;

namespace Compliance.AuditSink.Compaction;

/// <summary>A file that a compacted one may stand for.</summary>
/// <param name="Entry">The entry that brought it, without its lists.</param>
/// <param name="File">It, without its spans.</param>
internal sealed record CompactionSource(ManifestEntry Entry, ArchiveFile File);
