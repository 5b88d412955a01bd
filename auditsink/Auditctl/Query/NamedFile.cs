using Compliance.Events.Archive;

namespace Compliance.Auditctl.Query;

/// <summary>A file of the archive that the manifest names.</summary>
/// <param name="Place">Where it is now.</param>
/// <param name="Entry">The entry that names it.</param>
/// <param name="File">What that says of it.</param>
internal sealed record NamedFile(string Place, ManifestEntry Entry, ArchiveFile File);
