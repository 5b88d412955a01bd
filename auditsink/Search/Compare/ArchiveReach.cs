using Compliance.Events.Archive;
using Compliance.Search.Documents;

namespace Compliance.Search.Compare;

/// <summary>
/// How far the archive has come. A document behind that is no finding: the index is often minutes ahead. It must be recent, and of a
/// sequence that no mark of the manifest counts as come. Immutable.
/// </summary>
internal sealed class ArchiveReach
{
    // What a row tells of may have begun this long before: a long poll, a counted interval.
    private const long Margin = 3_600_000_000;

    private readonly Dictionary<(string Proxy, long Epoch), SequenceMark> _marks = [];

    public ArchiveReach(IReadOnlyList<ArchivePartition> partitions)
    {
        Recent = partitions.Select(partition => partition.ReachedAt).DefaultIfEmpty(0).Min() - Margin;
        foreach (var mark in partitions.SelectMany(partition => partition.Last?.Sequences ?? []))
            _marks[(mark.Proxy, mark.Epoch)] = mark;
    }

    /// <summary>From here on the index may have what the archive has not; microseconds since the Unix epoch.</summary>
    public long Recent { get; }

    public bool IsBehind(DocumentPlace place) => place.Time >= Recent && !HasCome(place.Proxy, place.Epoch, place.Sequence);

    private bool HasCome(string? proxy, long epoch, long sequence) =>
        proxy is not null && _marks.TryGetValue((proxy, epoch), out var mark)
        && sequence < mark.Next && !mark.Missing.Any(hole => sequence >= hole[0] && sequence <= hole[1]);
}
