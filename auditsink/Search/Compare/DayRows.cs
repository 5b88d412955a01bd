namespace Compliance.Search.Compare;

/// <summary>What the archive has of one day.</summary>
/// <param name="Settled">Files all of whose events the sink has put into the index.</param>
/// <param name="Newer">Files of which that is not so, or not certain.</param>
internal sealed record DayRows(IReadOnlyList<NamedRows> Settled, IReadOnlyList<NamedRows> Newer)
{
    public long SettledRows => Settled.Sum(rows => rows.File.Rows);
    public long NewerRows => Newer.Sum(rows => rows.File.Rows);
}
