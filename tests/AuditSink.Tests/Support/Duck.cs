using DuckDB.NET.Data;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>DuckDB over an archive's files, as anybody would ask them: by the folders, not by the manifest.</summary>
internal sealed class Duck : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");
    private readonly string _files;

    public Duck(string archive)
        : this([$"{archive}/date=*/hour=*/*.parquet"])
    {
    }

    /// <summary>Over these files.</summary>
    public Duck(IEnumerable<string> files)
    {
        _files = $"read_parquet([{string.Join(", ", files.Select(file => $"'{file}'"))}], hive_partitioning = false)";
        _connection.Open();
        Query("set parquet_metadata_cache = true");
        Query("set threads = 1");
    }

    /// <summary>The first value of the answer to <c>select {what} from the archive {rest}</c>.</summary>
    public object? One(string what, string rest = "", params object?[] parameters) => Rows(what, rest, parameters)[0][0];

    public long Count(string where = "true", params object?[] parameters) => (long)One("count(*)", $"where {where}", parameters)!;

    public List<object?[]> Rows(string what, string rest = "", params object?[] parameters) =>
        Query($"select {what} from {_files} {rest}", parameters);

    public List<object?[]> Query(string sql, params object?[] parameters)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
            command.Parameters.Add(new DuckDBParameter(parameter ?? DBNull.Value));
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            rows.Add(row);
        }

        return rows;
    }

    public void Dispose() => _connection.Dispose();
}
