using Compliance.Events.Archive;

namespace Compliance.Auditctl.Query;

/// <summary>The files that a question needs.</summary>
/// <param name="Files">Those that are there.</param>
/// <param name="Purged">Those that two people have had purged.</param>
internal sealed record FoundFiles(IReadOnlyList<NamedFile> Files, IReadOnlyList<ArchiveFile> Purged);
