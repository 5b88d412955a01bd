using System.Security.Cryptography;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Ledger.Rows;

namespace Compliance.Ledger.Verify;

/// <summary>
/// One file against what the manifest says of it: its bytes, and the tree over its rows. A file whose bytes differ is read all the same,
/// as far as that goes, to say from which row on. Of a compacted file the tally stays empty: its rows count for the entries that they came with.
/// Stateless; any thread.
/// </summary>
internal sealed class FileCheck(ArchiveView archive, string log)
{
    /// <summary>A file of a range.</summary>
    public Task<FileResult> RunAsync(long index, ManifestEntry entry, ArchiveFile file, CancellationToken stop) => RunAsync(index, entry, file, null, stop);

    /// <summary>A compacted file, and what it stands for.</summary>
    public async Task<(FileResult Own, FileResult[] Parts)> RunAsync(Compaction compaction, CancellationToken stop)
    {
        var check = new CompactionCheck(log, compaction);
        var own = await RunAsync(compaction.Index, compaction.Entry, compaction.File, check, stop);
        return (own, own.Tally is null ? CompactionCheck.Unread(compaction) : check.Parts());
    }

    private async Task<FileResult> RunAsync(long index, ManifestEntry entry, ArchiveFile file, CompactionCheck? compaction, CancellationToken stop)
    {
        await using var stream = await archive.OpenAsync(entry, file, stop);
        if (stream is null)
        {
            return FileResult.Failed(New(FindingKind.FileMissing, index, file, "is not there, and no certificate of two people says that it was purged. Restore it from a copy.") with
            {
                FirstEvent = Expected(entry, file),
            });
        }

        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, stop));
        var bytes = stream.Length;
        stream.Position = 0;
        var isWhole = hash == file.Sha256 && bytes == file.Bytes;
        using var tree = new RowTree(file.Rows);
        var tally = new SequenceTally();
        string? footer = null;
        try
        {
            footer = await ReadAsync(stream, tree, tally, compaction, stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var row = Math.Min(tree.FirstDifferent(file) ?? tree.Rows, tree.Rows);
            return FileResult.Failed(New(isWhole ? FindingKind.RowsUnreadable : FindingKind.FileChanged, index, file, $"{(isWhole ? "" : "has other bytes than were written, and ")}cannot be read from row {row} on.") with
            {
                Row = row,
                Span = file.Rows - row,
                FirstEvent = await RowReader.ReadAsync(await archive.OpenAsync(entry, file, stop), row, stop) ?? Expected(entry, file),
            });
        }

        var result = new FileResult(tree.Rows, bytes, tally, []);
        if (isWhole && file.Root is null)
            return result with { Findings = [New(FindingKind.RootMissing, index, file, "is from before there was a ledger: its bytes are as they were written, its rows have no root.")] };
        if (isWhole && tree.Rows == file.Rows && tree.Root().ToBase64() == file.Root && footer == file.Root)
            return result;
        return FileResult.Failed(await DifferenceAsync(index, entry, file, tree, isWhole, stop));
    }

    private async Task<Finding> DifferenceAsync(long index, ManifestEntry entry, ArchiveFile file, RowTree tree, bool isWhole, CancellationToken stop)
    {
        var row = tree.FirstDifferent(file);
        if (row is null && tree.Rows != file.Rows)
            row = Math.Min(tree.Rows, file.Rows);
        var kind = row is not null ? FindingKind.RowsChanged : isWhole ? FindingKind.RowsChanged : FindingKind.FileChanged;
        var message = row is { } at
            ? $"has other rows than were written, the first of them among rows {at} to {Math.Min(at + tree.SpanRows, Math.Max(file.Rows, tree.Rows)) - 1}{(tree.Rows == file.Rows ? "" : $", and {tree.Rows} rows instead of {file.Rows}")}."
            : "has other bytes than were written; its rows are those of the manifest, so that what surrounds them was changed.";
        // Without a row that differs the columns are vouched for by the root; the file is not what was written all the same.
        return New(kind, index, file, message) with
        {
            Row = row ?? 0,
            Span = row is null ? file.Rows : tree.SpanRows,
            FirstEvent = await RowReader.ReadAsync(await archive.OpenAsync(entry, file, stop), row ?? 0, stop) ?? Expected(entry, file),
        };
    }

    private static async Task<string?> ReadAsync(Stream stream, RowTree tree, SequenceTally tally, CompactionCheck? compaction, CancellationToken stop)
    {
        using var rows = new RowFile(stream);
        await rows.ForEachAsync(
            batch =>
            {
                if (compaction is not null)
                {
                    compaction.Append(batch, tree);
                    return;
                }

                tree.Append(batch);
                tally.Add(batch);
            },
            stop);
        return rows.Root;
    }

    private Finding New(FindingKind kind, long index, ArchiveFile file, string message) =>
        new(kind, log, $"{file.Path} (entry {index} of {log}) {message}") { Entry = index, File = file.Path };

    private static EventReference Expected(ManifestEntry entry, ArchiveFile file) => new(
        null, null, null, null, EventTime.Of(file.FirstTime));
}
