using Compliance.Auditctl.Query;
using Compliance.Events;

namespace Compliance.Auditctl;

/// <summary>
/// Asks the archive who read or wrote what. Reads only files that the manifest names, so that nothing half-written and nothing foreign is
/// part of an answer, and writes nothing. Stateless; any thread; the sink may be running.
/// </summary>
public static class AccessHistory
{
    // Above it the newest rows are found by sorting alone: a list of so many times costs more than it saves.
    private const int MostTimes = 10_000;
    private const int MostPrincipals = 8;

    /// <exception cref="ArchiveException">The archive is missing, incomplete or damaged.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Task<AccessResult> QueryAsync(AccessQuery query, CancellationToken stop = default) =>
        ArchiveTable.AskAsync(query, table => Answer(table, query) with { Purged = table.Purged.Count }, stop);

    // DuckDB compares a column with one value while it reads, and passes over what has another; with several it reads all columns of all rows
    // first. So each person is asked about alone, unless there are many: then one reading of all is less.
    private static AccessResult Answer(ArchiveTable table, AccessQuery query)
    {
        if (table.IsEmpty)
            return new AccessResult([], 0);
        if (AccessSql.Principals(query) is not { Count: <= MostPrincipals } principals)
            return Answer(table, query, null);
        var answers = principals.Select(principal => Answer(table, query, principal)).ToList();
        return new AccessResult(
            [.. answers.SelectMany(answer => answer.Rows).OrderBy(row => row.Time).ThenBy(row => row.EventId, StringComparer.Ordinal).TakeLast(query.Limit)],
            answers.Sum(answer => answer.Matching));
    }

    /// <summary>
    /// Two passes: one over the columns that the conditions name counts what fits and finds how old the answer's oldest row is; the other
    /// reads whole rows, only of files that are not older.
    /// </summary>
    private static AccessResult Answer(ArchiveTable table, AccessQuery query, string? principal)
    {
        var (matching, oldest) = Count(table, new AccessSql(query, principal), query.Limit);
        var answer = new List<AccessRow>();
        if (matching == 0)
            return new AccessResult(answer, 0);
        var sql = new AccessSql(query, principal);
        if (oldest is not null)
            sql.NotBefore(oldest.Value);
        using var rows = table.Command(
            $"select {AccessReader.Columns} {table.From(oldest)} {sql.Where} order by {EventFields.Timestamp.Column} desc, {EventFields.Id.Column} desc limit {query.Limit}",
            sql.Parameters);
        using var reader = rows.ExecuteReader();
        while (reader.Read())
            answer.Add(AccessReader.Read(reader));
        answer.Reverse();
        return new AccessResult(answer, matching);
    }

    /// <summary>How many rows fit and, when more do than are wanted, the time of the oldest that is wanted.</summary>
    private static (long Matching, long? Oldest) Count(ArchiveTable table, AccessSql sql, int limit)
    {
        var time = EventFields.Timestamp.Column;
        var newest = limit <= MostTimes ? $"epoch_us(list_last(max({time}, {limit})))" : "null::bigint";
        using var count = table.Command($"select count(*), {newest} {table.From()} {sql.Where}", sql.Parameters);
        using var reader = count.ExecuteReader();
        reader.Read();
        var matching = reader.GetInt64(0);
        return (matching, matching > limit && !reader.IsDBNull(1) ? reader.GetInt64(1) : null);
    }
}
