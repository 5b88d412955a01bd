using Compliance.Events;
using Compliance.Rules.Comparing;
using Compliance.Rules.Compiled;
using DuckDB.NET.Data;

namespace Compliance.Auditctl.Query;

/// <summary>How often who read or wrote which topic, out of the archive or the audit topic, and from where, when and with which client id, if that matters: one for each way of asking. Stateless.</summary>
internal static class AccessCounts
{
    private const string Reads = "('kafka.fetch', 'kafka.share_fetch')";
    private const string Writes = "('kafka.produce')";

    /// <exception cref="ArchiveException">The archive is missing, incomplete or damaged.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Task<List<RecordedAccess>> ReadAsync(AccessQuery query, RecordedConditions conditions, CancellationToken stop) =>
        ArchiveTable.AskAsync(query, table => Read(table, new AccessSql(query), conditions), stop);

    /// <summary>The same over events that are at hand; <paramref name="query"/>'s archive is not asked.</summary>
    public static List<RecordedAccess> Read(IEnumerable<AuditEvent> events, AccessQuery query, RecordedConditions conditions, CancellationToken stop)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using (var zone = connection.CreateCommand())
        {
            zone.CommandText = "set TimeZone = 'UTC'";
            zone.ExecuteNonQuery();
        }

        if (!UsesTable.Fill(connection, events.Where(e => e.Topic is not null), query))
            return [];
        var sql = new AccessSql(query);
        using var command = connection.CreateCommand();
        command.CommandText = Select(sql, $"from {UsesTable.Name}", conditions);
        foreach (var parameter in sql.Parameters)
            command.Parameters.Add(new DuckDBParameter(parameter));
        using var registration = stop.Register(command.Cancel);
        return Rows(command, conditions);
    }

    private static List<RecordedAccess> Read(ArchiveTable table, AccessSql sql, RecordedConditions conditions)
    {
        if (table.Files.Count == 0)
            return [];
        using var command = table.Command(Select(sql, table.From(withUses: false), conditions), sql.Parameters);
        return Rows(command, conditions);
    }

    private static string Select(AccessSql sql, string from, RecordedConditions conditions)
    {
        var (who, action, topic) = (EventFields.Principal.Column, EventFields.Action.Column, EventFields.Topic.Column);
        var condition = $"{(sql.Where.Length == 0 ? "where" : sql.Where + " and")} {topic} is not null and ({action} in {Reads} or {action} in {Writes})";
        var source = conditions.AsksSource ? EventFields.SourceIp.Column : "null::varchar";
        var client = conditions.AsksClientId ? EventFields.ClientId.Column : "null::varchar";
        var minute = conditions.AsksTime ? $"epoch_ms(date_trunc('minute', {EventFields.Timestamp.Column}))" : "null::bigint";
        return $"select {who}, auth_mechanism, {EventFields.Purpose.Column}, {topic}, {action} in {Writes}, sum(coalesce(nullif(agg_count, 0), 1))::bigint, sum({EventFields.Records.Column})::bigint, {source}, {client}, {minute}, {EventFields.GrantId.Column} {from} {condition} group by all";
    }

    /// <summary>By the ids of grants: <c>salaries/3 till/4</c>.</summary>
    private static OpenedAccess? OpenedBy(string? grants) => grants is null ? null : new(grants.Split(' ').Select(id => id.Split('/')[0]));

    /// <summary>Addresses in the same networks, client ids that fit the same patterns and minutes of the same hours are counted together.</summary>
    private static List<RecordedAccess> Rows(DuckDBCommand command, RecordedConditions conditions)
    {
        var counts = new Dictionary<RecordedAccess, (long Requests, long Records)>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var access = new RecordedAccess(reader.GetString(0), Text(1), Text(2), reader.GetString(3), reader.GetBoolean(4), 0, 0)
            {
                From = conditions.From(Text(7)),
                Opened = OpenedBy(Text(10)),
                ClientIds = conditions.ClientIds(Text(8)),
                Open = reader.IsDBNull(9) ? null : conditions.Open(DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(9))),
            };
            var (requests, records) = counts.GetValueOrDefault(access);
            counts[access] = (requests + reader.GetInt64(5), records + reader.GetInt64(6));
        }

        return [.. counts.Select(count => count.Key with { Requests = count.Value.Requests, Records = count.Value.Records })];

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
