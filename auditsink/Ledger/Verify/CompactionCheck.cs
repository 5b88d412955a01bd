using Apache.Arrow;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Ledger.Rows;

namespace Compliance.Ledger.Verify;

/// <summary>
/// Puts the rows of a compacted file back into the files that it stands for, while the file is read, and compares those with what they were.
/// One file, one use; not thread-safe.
/// </summary>
internal sealed class CompactionCheck(string log, Compaction compaction)
{
    private readonly OriginTrees _trees = new([.. compaction.Originals.Select(original => original.File)]);
    private readonly SequenceTally[] _tallies = [.. compaction.Originals.Select(_ => new SequenceTally())];

    public void Append(RecordBatch batch, RowTree tree)
    {
        var (origins, columns) = (OriginColumns.Of(batch), new SequenceColumns(batch));
        tree.Append(
            batch,
            (i, _, leaf) =>
            {
                var origin = origins.At(i);
                // A row too many is one too few of another place: that is found there.
                if (_trees.TryAdd(origin, leaf))
                    _tallies[origin.File].Add(columns, i);
            },
            isCompacted: true);
    }

    /// <summary>What stands for each of the files, once the whole file was read.</summary>
    public FileResult[] Parts() => [.. compaction.Originals.Select((original, part) => Part(original.Index, original.File, part))];

    /// <summary>The parts of a file that could not be read, or is not what its entry says: that is told of the file itself.</summary>
    public static FileResult[] Unread(Compaction compaction) => [.. compaction.Originals.Select(_ => new FileResult(0, 0, null, []) { IsPart = true })];

    private FileResult Part(long index, ArchiveFile original, int part)
    {
        if (_trees.FirstDifferent(part) is not { } row)
            return new FileResult(0, 0, _tallies[part], []) { IsPart = true };
        var finding = new Finding(
            FindingKind.CompactionFalse, log,
            $"{compaction.File.Path} (entry {compaction.Index} of {log}) stands for {original.Path} (entry {index}), and has other rows than that had, from row {row} on.")
        {
            Entry = compaction.Index,
            File = compaction.File.Path,
            Row = row,
            FirstEvent = new EventReference(null, null, null, null, EventTime.Of(original.FirstTime)),
        };
        return new FileResult(0, 0, null, [finding]) { IsPart = true };
    }
}
