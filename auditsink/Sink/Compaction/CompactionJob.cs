using System.Security.Cryptography;
using Apache.Arrow;
using Compliance.AuditSink.Archive;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Ledger.Rows;
using Compliance.Ledger.Verify;
using ParquetSharp;

namespace Compliance.AuditSink.Compaction;

/// <summary>
/// Writes the files of a group anew as one, rows by person and, of one person, as they came; each with the place where it was.
/// <code>
/// each source --its bytes and root are right--> rows sorted --> one file --read back: every source's root comes out of it--> CompactedFile
/// </code>
/// Memory: the sort's buffer, a row group, and 32 bytes a row for the roots. Stateless; any thread.
/// </summary>
internal static class CompactionJob
{
    private static readonly int Principal = EventFields.InOrder.IndexOf(EventFields.Principal);

    /// <exception cref="CompactionRefusedException">A source is not what its entry says, or the new file would not be.</exception>
    public static async Task<CompactedFile> RunAsync(ArchiveView archive, CompactionGroup group, string place, CancellationToken stop)
    {
        using var sort = new RowSort(place);
        foreach (var (number, source) in group.Sources.Index())
            await ReadAsync(archive, source, number, sort, stop);
        var path = $"{place}.parquet";
        var file = Write(sort, group, path, stop);
        try
        {
            await CheckAsync(path, file, group, stop);
            return new CompactedFile(path, file, group);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private static async Task ReadAsync(ArchiveView archive, CompactionSource source, int number, RowSort sort, CancellationToken stop)
    {
        var (entry, file) = source;
        var stream = await archive.OpenAsync(entry, file, stop) ?? throw new CompactionRefusedException($"{file.Path} is not there. Restore it from a copy, or run auditctl verify.");
        using var tree = new RowTree();
        var row = 0;
        try
        {
            // Bytes that were changed around the rows are evidence too: they are not written over.
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, stop)) != file.Sha256)
                throw new CompactionRefusedException($"{file.Path} has other bytes than were written. Run auditctl verify, and restore it from a copy.");
            stream.Position = 0;
            await ForEachAsync(stream, batch =>
            {
                var people = (StringArray)batch.Column(Principal);
                tree.Append(batch, (i, bytes, _) => sort.Add(people.GetBytes(i), number, row++, bytes));
            }, stop);
        }
        catch (Exception e) when (e is ParquetException or RowException)
        {
            throw new CompactionRefusedException($"{file.Path} cannot be read from row {row} on. Run auditctl verify, and restore it from a copy.", e);
        }

        if (tree.Root().ToBase64() != file.Root)
            throw new CompactionRefusedException($"{file.Path} has other rows than were written. Run auditctl verify, and restore it from a copy.");
    }

    private static ArchiveFile Write(RowSort sort, CompactionGroup group, string path, CancellationToken stop)
    {
        using var file = new HourFile(path, group.Hour, new RowGroup(), ParquetFormat.CompactedRowGroupRows, new OriginGroup());
        var e = new AuditEvent();
        foreach (var row in sort.Merge())
        {
            stop.ThrowIfCancellationRequested();
            if (EventCodec.Read(row.Bytes, e) is { } fault)
                throw new CompactionRefusedException($"{group.Sources[row.File].File.Path} has a row {row.Row} that is no event (field {fault.Field}).");
            file.Append(e, row.File, row.Row);
        }

        return file.Finish(path);
    }

    private static async Task CheckAsync(string path, ArchiveFile file, CompactionGroup group, CancellationToken stop)
    {
        using var tree = new RowTree(file.Rows);
        var trees = new OriginTrees([.. group.Sources.Select(source => source.File)]);
        await ForEachAsync(new FileStream(path, FileMode.Open, FileAccess.Read), batch =>
        {
            var origins = OriginColumns.Of(batch);
            tree.Append(batch, (i, _, leaf) => trees.TryAdd(origins.At(i), leaf), isCompacted: true);
        }, stop);
        var isWhole = tree.Root().ToBase64() == file.Root && file.Rows == group.Rows;
        for (var i = 0; isWhole && i < group.Sources.Count; i++)
            isWhole = trees.FirstDifferent(i) is null;
        if (!isWhole)
            throw new CompactionRefusedException($"The file that was to stand for {group.Sources.Count} files of {group.Hour:yyyy-MM-dd HH}h has other rows than they: this is a fault of the sink or of its machine. Nothing was replaced.");
    }

    private static async Task ForEachAsync(Stream stream, Action<RecordBatch> take, CancellationToken stop)
    {
        using var file = new RowFile(stream);
        using var batches = file.Batches();
        while (await batches.ReadNextRecordBatchAsync(stop) is { } batch)
        {
            using (batch)
                take(batch);
        }
    }
}
