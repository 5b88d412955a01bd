using System.Runtime.CompilerServices;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Ledger.Rows;
using Compliance.Ledger.Verify;
using ParquetSharp;

namespace Compliance.Search;

/// <summary>
/// Events of the archive, for the index: only of files that an entry names, that no later entry takes out, and whose bytes are those that
/// were written. Any thread; sinks may be writing.
/// </summary>
/// <param name="archive">The archive.</param>
/// <param name="purged">Paths of files that are gone by right.</param>
internal sealed class ArchiveRows(ArchiveView archive, IReadOnlySet<string> purged)
{
    public async Task<IReadOnlyList<ArchivePartition>> PartitionsAsync(CancellationToken stop)
    {
        var partitions = new List<ArchivePartition>();
        await foreach (var (topic, partition) in archive.LogsAsync(stop))
        {
            var read = await ArchivePartition.ReadAsync(archive.Store, topic, partition, stop);
            partitions.Add(read with { Files = [.. read.Files.Where(rows => !purged.Contains(rows.File.Path))] });
        }

        return partitions;
    }

    /// <summary>The events of a file; the same object each time, valid until the next.</summary>
    /// <exception cref="InvalidDataException">The file is missing, or is not the one that the entry names.</exception>
    public async IAsyncEnumerable<AuditEvent> ReadAsync(NamedRows rows, [EnumeratorCancellation] CancellationToken stop)
    {
        var stream = await archive.OpenAsync(rows.Entry, rows.File, stop)
            ?? throw new InvalidDataException($"{rows.File.Path} is named by the manifest and is not there. Restore it from a copy; auditctl verify says what else is missing.");
        await using (stream)
        {
            if (!await rows.File.IsAsync(stream, stop))
                throw new InvalidDataException($"{rows.File.Path} is not the file that the manifest names: its SHA-256 is another. Restore it from a copy; auditctl verify says which rows differ.");
            stream.Position = 0;
            var events = EventRows.ReadAsync(stream, rows.File.Path, rows.Entry.Kind == EntryKind.Compaction, stop).GetAsyncEnumerator(stop);
            await using (events)
            {
                while (await MoveAsync(events, rows))
                    yield return events.Current;
            }
        }
    }

    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<AuditEvent> events, NamedRows rows)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is ParquetException or RowException)
        {
            throw new InvalidDataException($"{rows.File.Path} cannot be read: {e.Message} Restore it from a copy.", e);
        }
    }
}
