using DuckDB.NET.Data;

namespace Compliance.Auditctl;

/// <summary>
/// Asks the archive who read or wrote what. Reads only files that the manifest names, so that nothing half-written and nothing foreign is
/// part of an answer, and writes nothing. Stateless; any thread; the sink may be running.
/// </summary>
public static class AccessHistory
{
    /// <exception cref="ArchiveException">The archive is missing, incomplete or damaged.</exception>
    public static AccessResult Query(AccessQuery query)
    {
        try
        {
            return Ask(query);
        }
        catch (DuckDBException)
        {
            // The sink moves a file to its place in the moment after the manifest names it: look for them once more.
        }

        try
        {
            return Ask(query);
        }
        catch (DuckDBException e)
        {
            throw new ArchiveException($"The archive in {query.Archive} cannot be read: {e.Message}", e);
        }
    }

    private static AccessResult Ask(AccessQuery query)
    {
        var files = ArchiveFiles.Find(query.Archive, query.Since, query.Until);
        if (files.Count == 0)
            return new AccessResult([], 0);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Run(connection, "set TimeZone = 'UTC'");
        Run(connection, "set memory_limit = '1GB'");
        Run(connection, "set lock_configuration = true");
        var sql = new AccessSql(query);
        using var count = Command(connection, sql, sql.Count(files));
        var matching = (long)count.ExecuteScalar()!;
        using var rows = Command(connection, sql, sql.Rows(files, query.Limit));
        using var reader = rows.ExecuteReader();
        var answer = new List<AccessRow>();
        while (reader.Read())
            answer.Add(AccessReader.Read(reader));
        answer.Reverse();
        return new AccessResult(answer, matching);
    }

    private static DuckDBCommand Command(DuckDBConnection connection, AccessSql sql, string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        sql.BindTo(command);
        return command;
    }

    private static void Run(DuckDBConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
