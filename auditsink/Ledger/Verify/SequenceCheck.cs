using Compliance.Events.Archive;

namespace Compliance.Ledger.Verify;

/// <summary>
/// That the rows of each entry are exactly those by which its sequence marks differ from the entry before: none missing but what a row
/// records as a gap, none twice, none from nowhere. Entries come in their order; one owner.
/// </summary>
internal sealed class SequenceCheck(string log)
{
    private IReadOnlyDictionary<(string Proxy, long Epoch), Coverage> _known = Coverage.Of([]);

    /// <param name="index">Number of the entry.</param>
    /// <param name="entry">It.</param>
    /// <param name="tally">What its files hold; null if they could not all be read, or are gone for a reason.</param>
    public IEnumerable<Finding> Check(long index, ManifestEntry entry, SequenceTally? tally)
    {
        var before = _known;
        _known = Coverage.Of(entry.Sequences);
        if (tally is null)
            yield break;
        foreach (var ((proxy, epoch), after) in _known)
        {
            var was = before.GetValueOrDefault((proxy, epoch)) ?? Coverage.None(proxy, epoch);
            var taken = tally.Taken.GetValueOrDefault((proxy, epoch)) ?? [];
            taken.Sort();
            foreach (var finding in Compare(index, proxy, epoch, was, after, taken, tally))
                yield return finding;
        }

        foreach (var ((proxy, epoch), taken) in tally.Taken)
        {
            if (!_known.ContainsKey((proxy, epoch)))
                yield return Unexpected(index, proxy, epoch, taken.Min());
        }
    }

    private IEnumerable<Finding> Compare(
        long index, string proxy, long epoch, Coverage was, Coverage after, List<long> taken, SequenceTally tally)
    {
        for (var i = 0; i < taken.Count; i++)
        {
            if ((i > 0 && taken[i] == taken[i - 1]) || was.Contains(taken[i]) || !after.Contains(taken[i]))
            {
                yield return Unexpected(index, proxy, epoch, taken[i]);
                yield break;
            }
        }

        if (after.Count - was.Count != taken.Count && after.IsExact)
            yield return Missing(index, proxy, epoch, after.FirstBeside(was, taken) ?? after.Next);
        foreach (var (first, last) in after.Holes.Where(hole => hole.Last >= was.Next))
        {
            var from = Math.Max(first, was.Next);
            if (!tally.IsRecordedGap(proxy, epoch, from, last))
                yield return Missing(index, proxy, epoch, from);
            else
                yield return new Finding(FindingKind.RecordedGap, log, $"{log} entry {index}: events {from} to {last} of {proxy}, epoch {epoch}, never came; the archive records it.") { Entry = index };
        }
    }

    private Finding Missing(long index, string proxy, long epoch, long sequence) => new(
        FindingKind.SequenceMissing, log, $"{log} entry {index}: event {sequence} of {proxy}, epoch {epoch}, is not in its files, and no gap is recorded.")
    {
        Entry = index,
        FirstEvent = new EventReference(null, proxy, epoch, sequence, null),
    };

    private Finding Unexpected(long index, string proxy, long epoch, long sequence) => new(
        FindingKind.SequenceUnexpected, log, $"{log} entry {index}: event {sequence} of {proxy}, epoch {epoch}, is there twice, or is one that the manifest does not count.")
    {
        Entry = index,
        FirstEvent = new EventReference(null, proxy, epoch, sequence, null),
    };
}
