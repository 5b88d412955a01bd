using DuckDB.NET.Data;

namespace Compliance.Functional.Proxies;

/// <summary>Questions to the files of an archive, whose sink may run on.</summary>
internal static class Archive
{
    /// <summary>Of each start of each proxy: rows, and the numbers of its events.</summary>
    public static List<(long Rows, long Distinct, long First, long Last)> Sequences(string archive) => Query(
        archive, "select count(*), count(distinct sequence), min(sequence), max(sequence) from {0} group by proxy, epoch",
        row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));

    /// <summary>Numbers that no event has, between two that have one, and of which no audit.gap tells.</summary>
    public static List<string> UntoldGaps(string archive) => Query(
        archive,
        """
        with seen as (select proxy, epoch, sequence, lag(sequence, 1, 0) over (partition by proxy, epoch order by sequence) as before from {0})
        select proxy, epoch, before + 1, sequence - 1 from seen where sequence > before + 1 and not exists (
            select 1 from {0} gap where gap.action = 'audit.gap' and gap.proxy = seen.proxy and gap.seq_epoch = seen.epoch
            and gap.seq_from <= seen.before + 1 and gap.seq_to >= seen.sequence - 1)
        """,
        row => $"{row.GetString(0)}, start {row.GetInt64(1)}: {row.GetInt64(2)} to {row.GetInt64(3)}");

    /// <summary>The places of records of a topic of which events of an action tell, in one row for each range: partition, first and last offset.</summary>
    public static List<(int Partition, long First, long Last)> Ranges(string archive, string action, string topic) => Query(
        archive,
        $"""
        select distinct partition, first, last from (
            select unnest(partitions) as partition, unnest(offsets_first) as first, unnest(offsets_last) as last from {"{0}"}
            where action = '{action}' and topic = '{topic}')
        where first >= 0
        """,
        row => (row.GetInt32(0), row.GetInt64(1), row.GetInt64(2)));

    private static List<T> Query<T>(string archive, string sql, Func<DuckDBDataReader, T> read)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql.Replace("{0}", $"read_parquet('{archive}/date=*/hour=*/*.parquet', union_by_name = true)", StringComparison.Ordinal);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}
