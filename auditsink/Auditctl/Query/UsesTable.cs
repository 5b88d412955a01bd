using Compliance.Events;
using DuckDB.NET.Data;

namespace Compliance.Auditctl.Query;

/// <summary>Events that stand in no archive (auditctl's uses in the journal beside it, those of the audit topic), as a table like the archive's own.</summary>
internal static class UsesTable
{
    public const string Name = "uses";

    /// <summary>Makes the table; false if it stays empty, for the journal has nothing of the times asked for.</summary>
    public static bool Fill(DuckDBConnection connection, IEnumerable<AuditEvent> uses, AccessQuery query)
    {
        using var appender = Create(connection);
        var any = false;
        foreach (var use in uses.Where(use => Fits(use, query)))
        {
            var row = appender.CreateRow();
            foreach (var field in EventFields.InOrder)
                Append(row, field, use);
            row.EndRow();
            any = true;
        }

        return any;
    }

    /// <summary>DuckDB's type of that column of the archive.</summary>
    public static string TypeOf(EventField field) => field.Type switch
    {
        FieldType.Number16 or FieldType.Number32 => "integer",
        FieldType.Number64 => "bigint",
        FieldType.Time => "timestamptz",
        FieldType.KeywordList => "varchar[]",
        FieldType.Number32List => "integer[]",
        FieldType.Number64List => "bigint[]",
        _ => "varchar",
    };

    private static bool Fits(AuditEvent use, AccessQuery query) =>
        (query.Since is null || use.Timestamp >= EventTime.Micros(query.Since.Value)) && (query.Until is null || use.Timestamp < EventTime.Micros(query.Until.Value));

    private static DuckDBAppender Create(DuckDBConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"create table {Name} ({string.Join(", ", EventFields.InOrder.Select(field => $"{field.Column} {TypeOf(field)}"))})";
        command.ExecuteNonQuery();
        return connection.CreateAppender(Name);
    }

    private static void Append(IDuckDBAppenderRow row, EventField field, AuditEvent use)
    {
        _ = field switch
        {
            TextField f => row.AppendValue(f.Get(use)),
            UuidField f => row.AppendValue(f.Get(use)?.ToString()),
            NumberField { Type: FieldType.Time } f => row.AppendValue(f.Get(use) is { } micros ? EventTime.Of(micros).UtcDateTime : null),
            NumberField { Type: FieldType.Number64 } f => row.AppendValue(f.Get(use)),
            NumberField f => row.AppendValue((int?)f.Get(use)),
            TextListField f => row.AppendValue((IEnumerable<string>)f.Get(use)),
            NumberListField { Type: FieldType.Number32List } f => row.AppendValue(f.Get(use).Select(number => (int)number).ToList()),
            NumberListField f => row.AppendValue((IEnumerable<long>)f.Get(use)),
            _ => throw new NotSupportedException($"No column for {field.Path}."),
        };
    }
}
