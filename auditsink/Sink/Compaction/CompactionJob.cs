using Apache.Arrow;
using Compliance.AuditSink.Archive;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Ledger.Rows;
using Compliance.Ledger.Verify;
using ParquetSharp;

namespace Compliance.AuditSink.Compaction;

/// <summary>
/// Writes the files of a group anew as one, rows as they came, each with the place where it was.
/// <code>
/// each source --its bytes and root are right--> one file --read back: every source's root comes out of it--> CompactedFile
/// </code>
/// Memory: a row group, and 32 bytes a row for the roots. Stateless; any thread.
/// </summary>
internal static class CompactionJob
{
    /// <exception cref="CompactionRefusedException">A source is not what its entry says, or the new file would not be.</exception>
    public static async Task<CompactedFile> RunAsync(ArchiveView archive, CompactionGroup group, string path, CancellationToken stop)
    {
        var file = await WriteAsync(archive, group, path, stop);
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

    private static async Task<ArchiveFile> WriteAsync(ArchiveView archive, CompactionGroup group, string path, CancellationToken stop)
    {
        using var file = new HourFile(path, group.Hour, new RowGroup(), origins: new OriginGroup());
        foreach (var (number, source) in group.Sources.Index())
            await CopyAsync(archive, source, number, file, stop);
        return file.Finish(path);
    }

    private static async Task CopyAsync(ArchiveView archive, CompactionSource source, int number, HourFile into, CancellationToken stop)
    {
        var (entry, file) = source;
        var stream = await archive.OpenAsync(entry, file, stop) ?? throw new CompactionRefusedException($"{file.Path} is not there. Restore it from a copy, or run auditctl verify.");
        using var tree = new RowTree();
        var e = new AuditEvent();
        var row = 0;
        try
        {
            // Bytes that were changed around the rows are evidence too: they are not written over.
            if (!await file.IsAsync(stream, stop))
                throw new CompactionRefusedException($"{file.Path} has other bytes than were written. Run auditctl verify, and restore it from a copy.");
            stream.Position = 0;
            await ForEachAsync(stream, batch => tree.Append(batch, (_, bytes, _) =>
            {
                if (EventCodec.Read(bytes, e) is { } fault)
                    throw new CompactionRefusedException($"{file.Path} has a row {row} that is no event (field {fault.Field}).");
                into.Append(e, number, row++);
            }), stop);
        }
        catch (Exception fault) when (fault is ParquetException or RowException)
        {
            throw new CompactionRefusedException($"{file.Path} cannot be read from row {row} on. Run auditctl verify, and restore it from a copy.", fault);
        }

        if (tree.Root().ToBase64() != file.Root)
            throw new CompactionRefusedException($"{file.Path} has other rows than were written. Run auditctl verify, and restore it from a copy.");
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
        await file.ForEachAsync(take, stop);
    }
}
