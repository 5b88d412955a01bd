using Compliance.Events.Archive;

namespace Compliance.AuditSink.Compaction;

/// <summary>A compaction in the manifest, and the files that it took out of the archive, which may still lie there.</summary>
internal sealed record Replaced(ManifestEntry Entry, IReadOnlyList<CompactionSource> Originals);
