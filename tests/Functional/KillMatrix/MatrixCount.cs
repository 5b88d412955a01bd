using DuckDB.NET.Data;

namespace Compliance.Functional.KillMatrix;

/// <summary>What is in one sink's archive and index when everything has come to rest. Immutable.</summary>
internal sealed class MatrixCount
{
    private const string Gaps = """
        with seen as (select proxy, epoch, sequence, lag(sequence, 1, 0) over (partition by proxy, epoch order by sequence) as before from {0} where proxy <> '')
        select proxy || ', start ' || epoch || ': ' || (before + 1) || ' to ' || (sequence - 1) from seen where sequence > before + 1
        """;

    private readonly HashSet<Answer> _archived = [];
    private readonly HashSet<Answer> _indexed = [];

    private MatrixCount(string kind, IReadOnlyList<string> findings) => (Kind, Findings) = (kind, findings);

    public string Kind { get; }

    public int Events { get; private set; }

    /// <summary>Starts of the proxy.</summary>
    public int Starts { get; private set; }

    public int Documents { get; private set; }

    /// <summary>Events that are in the archive more than once, by id or by number.</summary>
    public IReadOnlyList<string> Twice { get; private init; } = [];

    /// <summary>Numbers that no event has.</summary>
    public IReadOnlyList<string> Holes { get; private init; } = [];

    /// <summary>What the audit says of itself: action, reason, number of events meant.</summary>
    public IReadOnlyList<(string Action, string Reason, long Count)> Control { get; private init; } = [];

    /// <summary>
    /// What the proxy or the sink told of as missing; without the kinds that are counted together, of which a kill takes who it was and leaves the number.
    /// </summary>
    public IReadOnlyList<string> ToldGaps => [.. Control.Where(e => e.Action == "audit.gap" && !e.Reason.Contains("were counted together", StringComparison.Ordinal)).Select(e => $"{e.Reason} {e.Count}")];

    /// <summary>Ids that are in one of the two alone, or in the index twice.</summary>
    public IReadOnlyList<string> Differences { get; private set; } = [];

    /// <summary>Of <c>auditctl verify</c>.</summary>
    public IReadOnlyList<string> Findings { get; }

    public static async Task<MatrixCount> OfAsync(MatrixSink sink, Uri? elasticsearch)
    {
        var findings = await sink.FindingsAsync();
        var file = await sink.ExportAsync();
        var ids = elasticsearch is null ? [] : await MatrixIndex.IdsAsync(elasticsearch, sink.IndexPrefix);
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        var count = new MatrixCount(sink.Kind, findings)
        {
            Twice = [
                .. Query(duck, file, "select cast(event_id as varchar) from {0} group by event_id having count(*) > 1", row => row.GetString(0)),
                .. Query(duck, file, "select proxy || ' ' || epoch || ' ' || sequence from {0} where proxy <> '' group by proxy, epoch, sequence having count(*) > 1", row => row.GetString(0)),
            ],
            Holes = Query(duck, file, Gaps, row => row.GetString(0)),
            Control = Query(duck, file, "select action, coalesce(reason, ''), coalesce(agg_count, 0) from {0} where action like 'audit.%'", row => (row.GetString(0), row.GetString(1), row.GetInt64(2))),
        };
        count.Compare(duck, file, ids);
        return count;
    }

    public (int Archived, int Indexed) Of(IReadOnlyCollection<Answer> answers) => (answers.Count(_archived.Contains), answers.Count(_indexed.Contains));

    /// <summary>Answers of which the archive has no event.</summary>
    public List<Answer> Missing(IReadOnlyCollection<Answer> answers) => [.. answers.Where(answer => !_archived.Contains(answer))];

    private void Compare(DuckDBConnection duck, string file, List<string> ids)
    {
        var index = ids.ToHashSet(StringComparer.Ordinal);
        var archive = Query(duck, file, "select cast(event_id as varchar) from {0}", row => row.GetString(0));
        (Events, Documents) = (archive.Count, ids.Count);
        Starts = Query(duck, file, "select distinct epoch from {0} where action = 'audit.start'", row => row.GetInt64(0)).Count;
        Differences = [
            .. archive.Where(id => !index.Contains(id)).Select(id => $"not in the index: {id}"),
            .. index.Except(archive, StringComparer.Ordinal).Select(id => $"not in the archive: {id}"),
            .. ids.CountBy(id => id).Where(pair => pair.Value > 1).Select(pair => $"in the index {pair.Value} times: {pair.Key}"),
        ];
        const string Places = """
            select cast(event_id as varchar), action, topic, unnest(offsets_first) as first, unnest(offsets_last) as last
            from {0} where action in ('kafka.produce', 'kafka.fetch') and outcome = 'success'
            """;
        foreach (var (id, action, topic, first, last) in Query(duck, file, Places, row => (row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4))))
        {
            for (var offset = Math.Max(first, 0); offset <= last; offset++)
            {
                _archived.Add(new Answer(action, topic, offset));
                if (index.Contains(id))
                    _indexed.Add(new Answer(action, topic, offset));
            }
        }
    }

    private static List<T> Query<T>(DuckDBConnection duck, string file, string sql, Func<DuckDBDataReader, T> read)
    {
        using var command = duck.CreateCommand();
        command.CommandText = sql.Replace("{0}", $"read_parquet('{file}')", StringComparison.Ordinal);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}
