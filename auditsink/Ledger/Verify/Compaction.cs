using Compliance.Events.Archive;

namespace Compliance.Ledger.Verify;

/// <summary>An entry that puts one file in the place of several, with what those were when they came.</summary>
/// <param name="Index">Number of the entry.</param>
/// <param name="Entry">It.</param>
/// <param name="Originals">The files that it takes out, each with its own entry, in the order in which the new file counts them.</param>
internal sealed record Compaction(long Index, ManifestEntry Entry, IReadOnlyList<(long Index, ManifestEntry Entry, ArchiveFile File)> Originals)
{
    public ArchiveFile File => Entry.Files[0];
}
