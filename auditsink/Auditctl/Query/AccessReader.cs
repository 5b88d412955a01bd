using Compliance.Events;
using DuckDB.NET.Data;

namespace Compliance.Auditctl.Query;

/// <summary>Reads rows of the answer. The columns stand here once, in the order in which they are read.</summary>
internal static class AccessReader
{
    public static readonly string Columns = string.Join(", ", new[]
        {
            "user.name", "event.action", "kafka.topic.name", "event.outcome", "authz.decision", "kafka.records", "data.classes",
            "data.clear_classes", "mask.values", "mask.clear_values", "mask.exemption.id", "kafka.purpose", "source.ip", "kafka.client.id",
            "kafka.group.id", "kafka.partitions", "kafka.offset.first", "kafka.offset.last", "kafka.error_code", "event.reason",
            "authz.rule", "policy.id", "policy.sha256", "kafka.route", "kafka.agg.count", "observer.name", "event.id", "authz.grant.id",
        }.Select(Column).Append($"epoch_us({EventFields.Timestamp.Column})"));

    public static AccessRow Read(DuckDBDataReader reader)
    {
        var clear = List<string>(reader, 7);
        return new AccessRow
        {
            Who = reader.GetString(0),
            Action = reader.GetString(1),
            Topic = Text(reader, 2),
            Outcome = reader.GetString(3),
            Decision = Text(reader, 4),
            Records = reader.GetInt64(5),
            Masked = [.. List<string>(reader, 6).Except(clear)],
            Clear = clear,
            MaskedValues = reader.GetInt64(8),
            ClearValues = reader.GetInt64(9),
            Exemption = Text(reader, 10),
            Purpose = Text(reader, 11),
            Source = Text(reader, 12),
            Client = Text(reader, 13),
            Group = Text(reader, 14),
            Partitions = List<int>(reader, 15),
            OffsetFirst = Number(reader, 16),
            OffsetLast = Number(reader, 17),
            ErrorCode = reader.GetInt32(18),
            Reason = Text(reader, 19),
            Rule = Text(reader, 20),
            Policy = Text(reader, 21),
            PolicySha256 = Text(reader, 22),
            Route = Text(reader, 23),
            Count = Number(reader, 24),
            Proxy = reader.GetString(25),
            EventId = reader.GetString(26),
            Grant = Text(reader, 27),
            Time = EventTime.Of(reader.GetInt64(28)),
        };
    }

    private static string Column(string path) => EventFields.InOrder.First(field => field.Path == path).Column;

    private static string? Text(DuckDBDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static long? Number(DuckDBDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private static List<T> List<T>(DuckDBDataReader reader, int column) => reader.IsDBNull(column) ? [] : reader.GetFieldValue<List<T>>(column);
}
