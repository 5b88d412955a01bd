using DuckDB.NET.Data;

namespace Compliance.Functional.Proxies;

/// <summary>What an archive holds of each start of each proxy: rows, and the numbers of its events.</summary>
internal static class ArchiveSequences
{
    public static List<(long Rows, long Distinct, long First, long Last)> Of(string archive)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"select count(*), count(distinct sequence), min(sequence), max(sequence) from read_parquet('{archive}/date=*/hour=*/*.parquet', union_by_name = true) group by proxy, epoch";
        using var reader = command.ExecuteReader();
        var starts = new List<(long, long, long, long)>();
        while (reader.Read())
            starts.Add((reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
        return starts;
    }
}
