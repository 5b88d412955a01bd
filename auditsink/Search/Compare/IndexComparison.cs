using Compliance.Ledger.Verify;
using Compliance.Search.Erase;
using Compliance.Search.Http;
using Compliance.Search.Position;
using Compliance.Search.Settings;

namespace Compliance.Search.Compare;

/// <summary>
/// The index against the archive it was made of, day by day. What the sink has not put into the index yet is no finding, nor what the
/// archive has not reached; both are told apart by the sink's own positions, read before anything else. Reads only. One use.
/// </summary>
internal sealed class IndexComparison(ArchiveView archive, IndexClient client, ElasticsearchSettings settings, ComparePlan plan)
{
    private readonly ArchiveRows _rows = new(archive, plan.Purged.Select(purged => purged.File.Path).ToHashSet(StringComparer.Ordinal));
    private readonly IndexReader _index = new(client, settings.IndexPrefix);

    public async Task<IndexReport> RunAsync(IProgress<(int Days, int OfDays)>? progress, CancellationToken stop)
    {
        var positions = await PositionsAsync(stop);
        await _index.RefreshAsync(stop);
        var indices = await _index.IndicesAsync(stop);
        // The archive last: what comes into the index meanwhile is behind its reach or in it.
        var partitions = await _rows.PartitionsAsync(stop);
        var (reach, archived) = (new ArchiveReach(partitions), Archived(partitions, positions));
        var purged = await PurgedEvents.ReadAsync(archive.Store, plan.Purged, stop);
        var (days, findings, unnamed) = (new List<IndexDay>(), new List<IndexFinding>(), 0L);
        foreach (var foreign in indices.Where(name => IndexNames.DayOf(settings.IndexPrefix, name) is null))
            findings.Add(new IndexFinding(IndexFindingKind.IndexUnknown, foreign, $"{foreign} is no index of the sink's, and boards over {settings.IndexPrefix}-* show what is in it. Delete or rename it."));
        var present = indices.Select(name => IndexNames.DayOf(settings.IndexPrefix, name)).OfType<DateOnly>().ToHashSet();
        var all = archived.Keys.Union(present).Where(plan.Has).Order().ToList();
        foreach (var day in all)
        {
            var (name, rows, found) = (IndexNames.Of(settings.IndexPrefix, day), archived.GetValueOrDefault(day) ?? new DayRows([], []), new FindingList());
            // A late event may have brought a deleted index back, with itself alone in it.
            if (present.Contains(day) && plan.Deleted.Contains(name))
                rows = new DayRows([], [.. rows.Settled, .. rows.Newer]);
            if (present.Contains(day))
                days.Add(await new DayComparison(_rows, _index, reach, purged, day, name, rows, found).RunAsync(plan.Depth, stop));
            else if (rows.SettledRows > 0)
                found.Add(Absent(name, rows));
            findings.AddRange(found.Named);
            unnamed += found.Unnamed;
            progress?.Report((days.Count, all.Count));
        }

        return new IndexReport(plan.Depth, days, findings, unnamed);
    }

    private IndexFinding Absent(string name, DayRows rows) => plan.Deleted.Contains(name)
        ? new IndexFinding(IndexFindingKind.IndexDeleted, name, $"{name} was deleted when its time was over: the archive tells of it.")
        : new IndexFinding(IndexFindingKind.IndexMissing, name, $"{name} is not there, and the archive has {rows.SettledRows} events of its day. Rebuild it with auditctl reindex; or, if the server's own lifecycle has deleted it, compare from a later day on.");

    // A position of another index says nothing; without one everything must be there.
    private async Task<Dictionary<(string, int), long>> PositionsAsync(CancellationToken stop)
    {
        var positions = new Dictionary<(string, int), long>();
        await foreach (var (topic, partition) in archive.LogsAsync(stop))
        {
            // The server may have another name where the sink runs.
            if (await new SearchCursor(archive.Store, topic, partition).ReadAsync(stop) is { } position
                && (position.Target == SearchCursor.Target(settings) || position.Target.EndsWith($"/{settings.IndexPrefix}", StringComparison.Ordinal)))
                positions[(topic, partition)] = position.Next;
        }

        return positions;
    }

    private static Dictionary<DateOnly, DayRows> Archived(IReadOnlyList<ArchivePartition> partitions, Dictionary<(string, int), long> positions)
    {
        var files = partitions.SelectMany(partition => partition.Files.Select(rows =>
            (Rows: rows, IsSettled: rows.Entry.Last < positions.GetValueOrDefault((partition.Topic, partition.Partition), long.MaxValue))));
        return files.GroupBy(file => file.Rows.Day).ToDictionary(day => day.Key, day => new DayRows(
            [.. day.Where(file => file.IsSettled).Select(file => file.Rows)], [.. day.Where(file => !file.IsSettled).Select(file => file.Rows)]));
    }
}
