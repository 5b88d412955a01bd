using Compliance.Events.Archive;

namespace Compliance.AuditSink.Compaction;

/// <summary>A file that holds the rows of a group, read back and found right; no entry names it yet.</summary>
/// <param name="Written">Where it lies on this machine.</param>
/// <param name="File">What its entry will say of it, but for the path.</param>
/// <param name="Group">What it stands for.</param>
internal sealed record CompactedFile(string Written, ArchiveFile File, CompactionGroup Group);
