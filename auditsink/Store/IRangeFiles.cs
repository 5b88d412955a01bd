using Compliance.Events.Archive;

namespace Compliance.Store;

/// <summary>
/// The large files of ranges, and their way into the archive. The entry decides; these only see to it that its files last before it does,
/// and that those of a range which came to nothing go away. Thread-safe.
/// <code>
/// written in the work folder --Stage--> lasting --entry created--> --Place--> at their place, nothing left over
///                                          \--another's entry has the number--> --Discard--> gone
/// </code>
/// Whoever takes a partition on finds what others left (<see cref="LeftoversAsync"/>). It may be discarded only once its number has an
/// entry: until then a sink that merely stood still may yet create it, and its files must be there.
/// </summary>
public interface IRangeFiles
{
    /// <summary>Folder of this machine in which the files of that partition are to be written, named by <c>ArchiveLayout.WritingName</c>. It exists.</summary>
    string WorkFolder(string topic, int partition);

    /// <summary>All files of the entry, which are complete in the work folder and flushed there, outlive this machine's or process's end from now on.</summary>
    Task StageAsync(ManifestEntry entry, CancellationToken stop);

    /// <summary>The entry is created: its files come to their place. Does over again whatever a crash left undone.</summary>
    Task PlaceAsync(ManifestEntry entry, CancellationToken stop);

    /// <summary>The range came to nothing: its files go.</summary>
    Task DiscardAsync(RangeId range, CancellationToken stop);

    /// <summary>Ranges of the partition of which there is more than the entry says, or which have no entry.</summary>
    IAsyncEnumerable<RangeId> LeftoversAsync(string topic, int partition, CancellationToken stop);

    /// <summary>A path at which a file of the archive can be read; null if the file is not there.</summary>
    /// <param name="entry">That names the file.</param>
    /// <param name="file">The file.</param>
    /// <param name="copy">Where a store that is no folder puts a copy.</param>
    /// <param name="stop">Ends it.</param>
    Task<string?> FetchAsync(ManifestEntry entry, ArchiveFile file, string copy, CancellationToken stop);
}
