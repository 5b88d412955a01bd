using System.Text.Json;
using Compliance.Events;
using Compliance.Search.Documents;
using Compliance.Search.Erase;

namespace Compliance.Search.Compare;

/// <summary>
/// One day: what the archive has of it, against one index.
/// <code>
/// documents of events that were purged: each is named, and counts for nothing below
///     v
/// counts fit --(counts)--> done
///     |  \--(sample)--> first documents of each file --> done
///     v
/// every event: its document by id --> more documents than were found? --> every document: its id among the day's events
/// </code>
/// Memory does not grow with the day: ids are held <see cref="MostIds"/> at a time, in several passes if need be. One use.
/// </summary>
internal sealed class DayComparison(
    ArchiveRows archive, IndexReader index, ArchiveReach reach, PurgedEvents purged, DateOnly day, string name, DayRows rows, FindingList findings)
{
    private const int AtATime = 500;
    private const int SampleSize = 1000;
    private const int MostIds = 4_000_000;

    // The archive's side alone writes these; a rebuilt index has them, too.
    private static readonly HashSet<string> ArchiveOnly = new([AuditAction.OwnershipLost, AuditAction.Compact, AuditAction.IndexDelete], StringComparer.Ordinal);

    private long _compared;
    private long _found;
    private long _notArchived;
    private long _purged;

    // Those of this day's hours are met once more among the unknown; others are of another day, or cannot be searched by their time.
    private long _purgedAgain;

    public async Task<IndexDay> RunAsync(CompareDepth depth, CancellationToken stop)
    {
        await FindPurgedAsync(stop);
        var count = await CountAsync(stop);
        if (depth == CompareDepth.All || !await FitsAsync(count, stop))
            count = await CompareAllAsync(stop);
        else if (depth == CompareDepth.Sample)
            await CompareAsync(rows.Settled, SampleSize, isSettled: true, stop);
        return new IndexDay(day, name, rows.SettledRows, rows.NewerRows, count, _compared, _purged, _notArchived);
    }

    private async Task<long> CountAsync(CancellationToken stop) => await index.CountAsync(name, null, stop) - _purged;

    private async Task FindPurgedAsync(CancellationToken stop)
    {
        var documents = new PurgedDocuments(index, archive, purged);
        foreach (var hour in purged.HoursOf(day))
        {
            await foreach (var (_, id, of) in documents.FindAsync(name, hour, rows.Settled.Concat(rows.Newer), stop))
            {
                _purged++;
                FindPurged(id, of);
            }
        }
    }

    // What is recent may be in the index alone; of the rest there must not be more than the archive has.
    private async Task<bool> FitsAsync(long count, CancellationToken stop)
    {
        if (count < rows.SettledRows)
            return false;
        var most = rows.SettledRows + rows.NewerRows;
        return count <= most || (IsRecent && await index.CountAsync(name, reach.Recent, stop) <= most);
    }

    private bool IsRecent => EventTime.Micros(new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero)) > reach.Recent;

    private async Task<long> CompareAllAsync(CancellationToken stop)
    {
        await CompareAsync(rows.Settled, long.MaxValue, isSettled: true, stop);
        await CompareAsync(rows.Newer, long.MaxValue, isSettled: false, stop);
        var count = await CountAsync(stop);
        if (count > _found)
            await FindUnknownAsync(stop);
        return count;
    }

    private async Task CompareAsync(IReadOnlyList<NamedRows> files, long most, bool isSettled, CancellationToken stop)
    {
        using var check = new DocumentCheck();
        foreach (var file in files)
        {
            var batch = new List<(Guid Id, byte[] Document, bool IsNeeded)>(AtATime);
            var taken = 0L;
            await foreach (var e in archive.ReadAsync(file, stop))
            {
                if (taken++ == most)
                    break;
                batch.Add((e.Id, check.Expected(e), isSettled && !ArchiveOnly.Contains(e.Action)));
                if (batch.Count == AtATime)
                    await CompareAsync(batch, stop);
            }

            await CompareAsync(batch, stop);
        }
    }

    private async Task CompareAsync(List<(Guid Id, byte[] Document, bool IsNeeded)> batch, CancellationToken stop)
    {
        if (batch.Count == 0)
            return;
        using var answer = await index.GetAsync(name, batch.Select(item => item.Id), stop);
        foreach (var (item, found) in batch.Zip(answer.RootElement.GetProperty("docs").EnumerateArray()))
            Compare(item, found);
        _compared += batch.Count;
        batch.Clear();
    }

    private void Compare((Guid Id, byte[] Document, bool IsNeeded) item, JsonElement found)
    {
        if (!found.TryGetProperty("found", out var isThere) || !isThere.GetBoolean())
        {
            if (item.IsNeeded)
                Find(IndexFindingKind.DocumentMissing, item.Id.ToString(), "is in the archive and not in the index. auditctl reindex puts it there again.");
            return;
        }

        _found++;
        // A mapping without _source could not be searched for what it shows.
        IReadOnlyList<string> fields = found.TryGetProperty("_source", out var source) ? DocumentCheck.Differences(item.Document, source) : ["_source"];
        if (fields.Count > 0)
            Find(IndexFindingKind.DocumentChanged, item.Id.ToString(), $"says something else in the index than in the archive, in {string.Join(", ", fields)}. The archive is right where auditctl verify vouches for it: delete the index and rebuild the day.", fields);
    }

    // As many passes as it takes to hold the ids of one at a time.
    private async Task FindUnknownAsync(CancellationToken stop)
    {
        var passes = (uint)(((rows.SettledRows + rows.NewerRows) / MostIds) + 1);
        for (var pass = 0u; pass < passes; pass++)
        {
            var ids = new HashSet<Guid>();
            foreach (var file in rows.Settled.Concat(rows.Newer))
            {
                await foreach (var e in archive.ReadAsync(file, stop))
                {
                    if ((uint)e.Id.GetHashCode() % passes == pass)
                        ids.Add(e.Id);
                }
            }

            await foreach (var hit in index.ScanAsync(name, null, stop))
            {
                var text = hit.GetProperty("_id").GetString()!;
                var id = Guid.TryParseExact(text, "D", out var parsed) && parsed.ToString() == text ? parsed : (Guid?)null;
                if ((uint)(id?.GetHashCode() ?? 0) % passes == pass && (id is null || !ids.Contains(id.Value)))
                    Judge(text, hit);
            }
        }
    }

    private void Judge(string id, JsonElement hit)
    {
        var place = hit.TryGetProperty("_source", out var source) ? DocumentPlace.Of(source) : DocumentPlace.Nowhere;
        if (reach.IsBehind(place))
            _notArchived++;
        else if (purged.Of(place) is not { } of)
            Find(IndexFindingKind.DocumentUnknown, EventText.Clean(id) ?? "", "is in the index and no event of the archive: nobody's evidence.");
        else if (++_purgedAgain > _purged)
            FindPurged(id, of);
    }

    private void FindPurged(string id, PurgedFile of) => Find(
        IndexFindingKind.DocumentPurged, EventText.Clean(id) ?? "", $"was purged with {of.File.Path} by request {of.Request}, and can still be found. Erase it: auditctl purge run {of.Request} --elasticsearch URL.");

    private void Find(IndexFindingKind kind, string id, string what, IReadOnlyList<string>? fields = null) =>
        findings.Add(new IndexFinding(kind, name, $"{id} {what}") { EventId = id, Fields = fields });
}
