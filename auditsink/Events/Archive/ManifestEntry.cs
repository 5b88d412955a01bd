using System.Text.Json.Serialization;

namespace Compliance.Events.Archive;

/// <summary>
/// One entry of a partition's manifest, an object of its own: a contiguous range of offsets, and the files that hold its rows, one for each
/// hour of the events' own time. The entry is the moment of truth: with it all rows of the range are in the archive, without it none.
/// Its bytes are also a leaf of the partition's ledger, under the same number. Entries of other kinds have an empty range that ends where
/// the one before did, and repeat its sequences: so the last entry, whatever its kind, says where to read on.
/// </summary>
/// <param name="Number">From 0 without holes; the object's name.</param>
/// <param name="Topic">The audit topic.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="First">First offset of the range.</param>
/// <param name="Last">Last offset; the next entry begins behind it.</param>
/// <param name="Rows">Rows in all files.</param>
/// <param name="Files">None, when all the range held were repeats.</param>
/// <param name="Sequences">State of the sequences behind the range.</param>
/// <param name="Writer">Who wrote it (<see cref="RangeId"/>).</param>
public sealed record ManifestEntry(
    long Number, string Topic, int Partition, long First, long Last, long Rows, IReadOnlyList<ArchiveFile> Files,
    IReadOnlyList<SequenceMark> Sequences, string Writer)
{
    /// <summary>One of <see cref="EntryKind"/>; null in entries from before there were kinds, which are ranges.</summary>
    public string? Kind { get; init; }

    /// <summary>When the entry was written, microseconds since the Unix epoch.</summary>
    public long? At { get; init; }

    /// <summary>Of a rotation: the statement about the keys, a signed note.</summary>
    public string? Rotation { get; init; }

    /// <summary>
    /// Of a compaction: paths of files of earlier entries that its file stands for, in the order in which it counts them. No entry purges:
    /// that takes the statements of two people (<c>_custody</c>).
    /// </summary>
    public IReadOnlyList<string>? Removes { get; init; }

    /// <summary><see cref="Removes"/> of an entry whose kind may remove; none of any other.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> TakenOut => Kind == EntryKind.Compaction ? Removes ?? [] : [];

    /// <summary>How far the statements of custody had come; null while there are none.</summary>
    public CustodyMark? Custody { get; init; }

    [JsonIgnore]
    public RangeId Range => new(Topic, Partition, Number, Writer);
}
