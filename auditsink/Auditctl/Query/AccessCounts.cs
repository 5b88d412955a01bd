using Compliance.Events;
using Compliance.Rules.Comparing;

namespace Compliance.Auditctl.Query;

/// <summary>How often who read or wrote which topic, out of the archive: one row for each way of asking. Stateless.</summary>
internal static class AccessCounts
{
    private const string Reads = "('kafka.fetch', 'kafka.share_fetch')";
    private const string Writes = "('kafka.produce')";

    /// <exception cref="ArchiveException">The archive is missing, incomplete or damaged.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Task<List<RecordedAccess>> ReadAsync(AccessQuery query, CancellationToken stop) =>
        ArchiveTable.AskAsync(query, table => Read(table, new AccessSql(query)), stop);

    private static List<RecordedAccess> Read(ArchiveTable table, AccessSql sql)
    {
        var accesses = new List<RecordedAccess>();
        if (table.Files.Count == 0)
            return accesses;
        var (who, action, topic) = (EventFields.Principal.Column, EventFields.Action.Column, EventFields.Topic.Column);
        var condition = $"{(sql.Where.Length == 0 ? "where" : sql.Where + " and")} {topic} is not null and ({action} in {Reads} or {action} in {Writes})";
        using var command = table.Command(
            $"select {who}, auth_mechanism, {EventFields.Purpose.Column}, {topic}, {action} in {Writes}, sum(coalesce(nullif(agg_count, 0), 1))::bigint, sum({EventFields.Records.Column})::bigint "
            + $"{table.From(withUses: false)} {condition} group by all",
            sql.Parameters);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            accesses.Add(new RecordedAccess(reader.GetString(0), Text(1), Text(2), reader.GetString(3), reader.GetBoolean(4), reader.GetInt64(5), reader.GetInt64(6)));
        return accesses;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
