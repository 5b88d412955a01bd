using System.Text.Json;
using Compliance.Search.Documents;
using Compliance.Search.Refused;

namespace Compliance.Search.Erase;

/// <summary>
/// Erases refused documents of purged files, which the archive keeps for the index. What the sink noted of no proxy stays: it is about nobody.
/// Stateless.
/// </summary>
internal static class LetterErasure
{
    /// <summary>The number of those that are gone.</summary>
    public static async Task<long> RunAsync(DeadLetters letters, PurgedEvents purged, CancellationToken stop)
    {
        var erased = 0L;
        // The list first: what stays is written under a new name.
        foreach (var box in await letters.ReadAsync(stop).ToListAsync(stop))
        {
            var kept = box.Letters.Where(letter => !IsPurged(letter, purged)).ToList();
            if (kept.Count == box.Letters.Count)
                continue;
            await letters.EraseAsync(box, kept, stop);
            erased += box.Letters.Count - kept.Count;
        }

        return erased;
    }

    private static bool IsPurged(DeadLetter letter, PurgedEvents purged)
    {
        using var json = JsonDocument.Parse(letter.Document);
        var place = DocumentPlace.Of(json.RootElement);
        return place.Proxy is not null && purged.Of(place) is not null;
    }
}
