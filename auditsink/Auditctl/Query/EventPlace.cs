using Compliance.Events;
using Compliance.Store;
using Compliance.Store.Entries;

namespace Compliance.Auditctl.Query;

/// <summary>Where an event stands in the archive.</summary>
/// <param name="Topic">Of its log.</param>
/// <param name="Partition">Of its log.</param>
/// <param name="Entry">Number of the entry that names its file.</param>
/// <param name="File">Path of that file in the archive.</param>
/// <param name="Row">Its row in the file, from 0.</param>
internal sealed record EventPlace(string Topic, int Partition, long Entry, string File, long Row)
{
    // An event's id is minted when its answer is known; what it tells of began before, a long poll or a counted interval earlier.
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);
    private static readonly DateTimeOffset Latest = DateTimeOffset.MaxValue - Usual;

    /// <summary>Looks where events of the id's time are, then everywhere.</summary>
    /// <exception cref="ArchiveException">It is not there.</exception>
    public static async Task<EventPlace> FindAsync(string archive, IArchiveStore store, Guid id, CancellationToken stop)
    {
        var all = new AccessQuery { Archive = archive, EventId = [id] };
        var row = Minted(id) is { } minted ? await RowAsync(all with { Since = minted - Usual, Until = minted + Usual }, stop) : null;
        row ??= await RowAsync(all, stop);
        if (row is var (file, number) && await EntryAsync(store, file, stop) is { } entry)
            return new EventPlace(entry.Topic, entry.Partition, entry.Index, file, number);
        throw new ArchiveException($"No file of {archive} has an event {id}. Uses of auditctl that are recorded beside the archive stand in no signed file; an event of the last minutes may not be archived yet.");
    }

    private static Task<(string File, long Row)?> RowAsync(AccessQuery query, CancellationToken stop) =>
        ArchiveTable.AskAsync(query, table => Find(table, query.EventId[0]), stop);

    private static (string File, long Row)? Find(ArchiveTable table, Guid id)
    {
        if (table.Files.Count == 0)
            return null;
        var files = string.Join(", ", table.Files.Select(file => ArchiveTable.Quoted(file.Place)));
        using var command = table.Command(
            $"select filename, file_row_number from read_parquet([{files}], filename = true, file_row_number = true, union_by_name = true, hive_partitioning = false) where {EventFields.Id.Column} = $1",
            [id.ToString()]);
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            return null;
        var place = reader.GetString(0);
        return (table.Files.First(file => file.Place == place).File.Path, reader.GetInt64(1));
    }

    private static async Task<(string Topic, int Partition, long Index)?> EntryAsync(IArchiveStore store, string file, CancellationToken stop)
    {
        await foreach (var log in ArchiveEntries.LogsAsync(store, stop))
        {
            var index = 0L;
            await foreach (var stored in log.ReadAsync(0, stop))
            {
                if (stored.Entry.Files.Any(named => named.Path == file))
                    return (log.Topic, log.Partition, index);
                index++;
            }
        }

        return null;
    }

    // UUIDv7: 48 bits of milliseconds, more than the calendar has.
    private static DateTimeOffset? Minted(Guid id) =>
        id.Version == 7 && Convert.ToInt64(id.ToString("N")[..12], 16) is var milliseconds && milliseconds < Latest.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
