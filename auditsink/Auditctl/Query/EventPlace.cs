using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Ledger.Rows;
using Compliance.Store;
using Compliance.Store.Entries;
using DuckDB.NET.Data;

namespace Compliance.Auditctl.Query;

/// <summary>Where an event stands in the archive: the file that it came in, also once a compacted file stands for that.</summary>
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
    /// <param name="archive">Whose events; its conditions are those of the id alone.</param>
    /// <param name="store">The same archive.</param>
    /// <param name="id">The event's.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="ArchiveException">It is not there.</exception>
    public static async Task<EventPlace> FindAsync(AccessQuery archive, IArchiveStore store, Guid id, CancellationToken stop)
    {
        var all = archive with { EventId = [id] };
        var near = Minted(id) is { } minted ? await LookAsync(all with { Since = minted - Usual, Until = minted + Usual }, stop) : default;
        var far = near.Row is null ? await LookAsync(all, stop) : default;
        if ((near.Row ?? far.Row) is { } row && await PlaceAsync(store, row, stop) is { } place)
            return place;
        var purged = near.Purged > 0 ? near.Purged : far.Purged;
        throw new ArchiveException(string.Concat(
            $"No file of {archive.Archive} has an event {id}.",
            purged == 0 ? "" : $" {purged} files {(near.Purged > 0 ? "of its time " : "")}were purged, and it may have stood in one of them: auditctl purge list says which, by whom, and where their certificate is; what is purged cannot be proven any more.",
            " Uses of auditctl that are recorded beside the archive stand in no signed file; an event of the last minutes may not be archived yet."));
    }

    // What came into a compacted file is proven by the entry that it came with.
    private static async Task<EventPlace?> PlaceAsync(IArchiveStore store, FoundRow found, CancellationToken stop)
    {
        if (found.Part is not { } part)
            return new EventPlace(found.Entry.Topic, found.Entry.Partition, found.Entry.Number, found.File, found.Row);
        var original = found.Entry.TakenOut.ElementAtOrDefault(part);
        await foreach (var (_, _, before) in new EntryLog(store, found.Entry.Topic, found.Entry.Partition).ReadAsync(0, stop))
        {
            if (before.Files.Any(file => file.Path == original))
                return new EventPlace(before.Topic, before.Partition, before.Number, original!, found.Row);
        }

        return null;
    }

    private static Task<(FoundRow? Row, int Purged)> LookAsync(AccessQuery query, CancellationToken stop) =>
        ArchiveTable.AskAsync(query, table => (Find(table, query.EventId[0]), table.Purged.Count), stop);

    private static FoundRow? Find(ArchiveTable table, Guid id)
    {
        if (table.Files.Count == 0)
            return null;
        var files = string.Join(", ", table.Files.Select(file => ArchiveTable.Quoted(file.Place)));
        var (place, row) = First(
            table,
            $"select filename, file_row_number from read_parquet([{files}], filename = true, file_row_number = true, union_by_name = true, hive_partitioning = false) where {EventFields.Id.Column} = $1",
            id.ToString(),
            reader => (reader.GetString(0), reader.GetInt64(1)));
        if (place is null)
            return null;
        var (_, entry, file) = table.Files.First(file => file.Place == place);
        if (entry.Kind != EntryKind.Compaction)
            return new FoundRow(entry, file.Path, row, null);
        var (part, before) = First(
            table,
            $"select {OriginColumns.FileColumn}, {OriginColumns.RowColumn} from read_parquet({ArchiveTable.Quoted(place)}, file_row_number = true) where file_row_number = $1",
            row,
            reader => (reader.GetInt32(0), reader.GetInt32(1)));
        return new FoundRow(entry, file.Path, before, part);
    }

    private static T First<T>(ArchiveTable table, string sql, object parameter, Func<DuckDBDataReader, T> read)
        where T : struct
    {
        using var command = table.Command(sql, [parameter]);
        using var reader = command.ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    // UUIDv7: 48 bits of milliseconds, more than the calendar has.
    private static DateTimeOffset? Minted(Guid id) =>
        id.Version == 7 && Convert.ToInt64(id.ToString("N")[..12], 16) is var milliseconds && milliseconds < Latest.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>A row as its file has it; of a compacted file, as the file had it that is its <c>Part</c>.</summary>
    private sealed record FoundRow(ManifestEntry Entry, string File, long Row, int? Part);
}
