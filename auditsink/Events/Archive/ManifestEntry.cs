namespace Compliance.Events.Archive;

/// <summary>
/// One line of a manifest: a contiguous range of offsets of one partition, and the files that hold its rows, one for each hour of the
/// events' own time. The line is the moment of truth: with it all rows of the range are in the archive, without it none.
/// </summary>
/// <param name="Topic">The audit topic.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="First">First offset of the range.</param>
/// <param name="Last">Last offset; the next entry begins behind it.</param>
/// <param name="Rows">Rows in all files.</param>
/// <param name="Files">None, when all the range held were repeats.</param>
/// <param name="Sequences">State of the sequences behind the range.</param>
public sealed record ManifestEntry(
    string Topic, int Partition, long First, long Last, long Rows, IReadOnlyList<ArchiveFile> Files, IReadOnlyList<SequenceMark> Sequences);
