namespace Compliance.Search.Compare;

/// <summary>Findings of one day, bounded: an index that is empty has as many as the archive has rows. One owner.</summary>
internal sealed class FindingList
{
    private const int MostOfKind = 1000;
    private readonly Dictionary<IndexFindingKind, int> _count = [];
    private readonly List<IndexFinding> _named = [];

    public IReadOnlyList<IndexFinding> Named => _named;

    /// <summary>Found beyond those that are named.</summary>
    public long Unnamed { get; private set; }

    public void Add(IndexFinding finding)
    {
        var count = _count[finding.Kind] = _count.GetValueOrDefault(finding.Kind) + 1;
        if (count <= MostOfKind)
            _named.Add(finding);
        else
            Unnamed++;
    }
}
