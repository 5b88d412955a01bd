using Compliance.Events.Archive;
using Compliance.Ledger.Verify;
using Compliance.Search.Documents;

namespace Compliance.Search.Erase;

/// <summary>The sequences that one entry of a manifest brought: by these its marks differ from those of the entry before. Immutable.</summary>
internal sealed class EntrySequences(IReadOnlyList<SequenceMark> before, IReadOnlyList<SequenceMark> after)
{
    private readonly IReadOnlyDictionary<(string Proxy, long Epoch), Coverage> _before = Coverage.Of(before);
    private readonly IReadOnlyDictionary<(string Proxy, long Epoch), Coverage> _after = Coverage.Of(after);

    public bool Has(DocumentPlace place)
    {
        var key = (place.Proxy ?? "", place.Epoch);
        if (!_after.TryGetValue(key, out var after))
            return false;
        var before = _before.GetValueOrDefault(key) ?? Coverage.None(key.Item1, key.Epoch);
        // A gap stands at the first event that is missing, which therefore has not come.
        return place.IsGap
            ? place.Sequence >= before.Next && place.Sequence < after.Next
            : after.Contains(place.Sequence) && !before.Contains(place.Sequence);
    }
}
