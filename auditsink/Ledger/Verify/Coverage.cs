using Compliance.Events;
using Compliance.Events.Archive;

namespace Compliance.Ledger.Verify;

/// <summary>Which sequences of one proxy and epoch a mark says have come: all below its next but the missing ones. Immutable.</summary>
public sealed class Coverage(SequenceMark mark)
{
    /// <summary>More holes than this a sink does not keep, so that its marks say less from there on (the oldest count as come).</summary>
    private const int MostHoles = 256;

    private readonly (long First, long Last)[] _holes = [.. mark.Missing.Select(hole => (hole[0], hole[1]))];

    public static Coverage None(string proxy, long epoch) => new(new SequenceMark(proxy, epoch, AuditEvent.FirstSequence, []));

    /// <summary>By the proxy and epoch of each mark.</summary>
    public static IReadOnlyDictionary<(string Proxy, long Epoch), Coverage> Of(IEnumerable<SequenceMark> marks) =>
        marks.DistinctBy(mark => (mark.Proxy, mark.Epoch)).ToDictionary(mark => (mark.Proxy, mark.Epoch), mark => new Coverage(mark));

    public long Next => mark.Next;

    public bool IsExact => mark.Missing.Count < MostHoles;

    public IReadOnlyList<(long First, long Last)> Holes => _holes;

    public long Count => mark.Next - AuditEvent.FirstSequence - Holes.Sum(hole => hole.Last - hole.First + 1);

    public bool Contains(long sequence) =>
        sequence >= AuditEvent.FirstSequence && sequence < mark.Next && !IsHole(sequence);

    /// <summary>The first sequence that is in here, and neither in <paramref name="before"/> nor among the sorted others.</summary>
    public long? FirstBeside(Coverage before, List<long> taken)
    {
        var sequence = AuditEvent.FirstSequence;
        while (sequence < mark.Next)
        {
            // Whole stretches at a time: a forged mark may span all numbers.
            if (EndOfHole(sequence) is { } hole)
                sequence = hole + 1;
            else if (before.Contains(sequence))
                sequence = before.EndOfStretch(sequence);
            else if (taken.BinarySearch(sequence) >= 0)
                sequence++;
            else
                return sequence;
        }

        return null;
    }

    // Asked of every event: most marks have no hole at all.
    private bool IsHole(long sequence)
    {
        foreach (var (first, last) in _holes)
        {
            if (sequence >= first && sequence <= last)
                return true;
        }

        return false;
    }

    private long? EndOfHole(long sequence)
    {
        foreach (var (first, last) in Holes)
        {
            if (sequence >= first && sequence <= last && last < long.MaxValue)
                return last;
        }

        return null;
    }

    // The first behind it that is not in here.
    private long EndOfStretch(long sequence) => Holes.Where(hole => hole.First > sequence).Select(hole => hole.First).Append(mark.Next).Min();
}
