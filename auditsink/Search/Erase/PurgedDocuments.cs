using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Compliance.Search.Compare;
using Compliance.Search.Documents;

namespace Compliance.Search.Erase;

/// <summary>Finds the documents of purged files, an hour at a time. Reads only; any thread.</summary>
/// <param name="index">Where.</param>
/// <param name="archive">What is there still: a document of one of its events is none of these, whatever it says.</param>
/// <param name="purged">What is gone.</param>
internal sealed class PurgedDocuments(IndexReader index, ArchiveRows archive, PurgedEvents purged)
{
    // Ids held at a time: of the hour's files that are there still each is read once for so many.
    private const int AtATime = 100_000;

    /// <param name="indices">Name or pattern of the indices.</param>
    /// <param name="hour">Of the events.</param>
    /// <param name="live">Files of the archive that are there.</param>
    /// <param name="stop">Ends it.</param>
    public async IAsyncEnumerable<(string Index, string Id, PurgedFile Purged)> FindAsync(
        string indices, DateTime hour, IEnumerable<NamedRows> live, [EnumeratorCancellation] CancellationToken stop)
    {
        var beside = live.Where(rows => Events.Archive.ArchiveLayout.HourOf(rows.File.FirstTime) == hour).ToList();
        var found = new List<(string Index, string Id, PurgedFile Purged)>();
        await foreach (var hit in index.ScanAsync(indices, Within(hour), stop))
        {
            if (hit.TryGetProperty("_source", out var source) && purged.Of(DocumentPlace.Of(source)) is { } of)
                found.Add((hit.GetProperty("_index").GetString()!, hit.GetProperty("_id").GetString()!, of));
            if (found.Count < AtATime)
                continue;
            foreach (var item in await WithoutAsync(found, beside, stop))
                yield return item;
            found.Clear();
        }

        foreach (var item in await WithoutAsync(found, beside, stop))
            yield return item;
    }

    private async Task<IReadOnlyList<(string Index, string Id, PurgedFile Purged)>> WithoutAsync(
        List<(string Index, string Id, PurgedFile Purged)> found, List<NamedRows> live, CancellationToken stop)
    {
        if (found.Count == 0 || live.Count == 0)
            return [.. found];
        var there = new HashSet<string>(StringComparer.Ordinal);
        var ids = found.Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var rows in live)
        {
            await foreach (var e in archive.ReadAsync(rows, stop))
            {
                if (e.Id.ToString() is var id && ids.Contains(id))
                    there.Add(id);
            }
        }

        return [.. found.Where(item => !there.Contains(item.Id))];
    }

    private static JsonObject Within(DateTime hour)
    {
        var from = new DateTimeOffset(hour, TimeSpan.Zero);
        return new JsonObject
        {
            ["range"] = new JsonObject
            {
                ["@timestamp"] = new JsonObject { ["gte"] = Millis(from), ["lt"] = Millis(from.AddHours(1)), ["format"] = "epoch_millis" },
            },
        };
    }

    private static string Millis(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
