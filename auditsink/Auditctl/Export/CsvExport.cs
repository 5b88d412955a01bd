using System.Globalization;
using Compliance.Auditctl.Output;
using Compliance.Events;

namespace Compliance.Auditctl.Export;

/// <summary>Events as lines of CSV with the archive's columns.</summary>
internal static class CsvExport
{
    public static void WriteHeader(IReadOnlyList<EventField> fields, TextWriter output) => CsvLine.Write(fields.Select(field => field.Column), output);

    public static void Write(EventRow row, TextWriter output) => CsvLine.Write(row.Fields.Select(field => Cell(row, field)), output);

    private static string Cell(EventRow row, EventField field) => field.Type switch
    {
        FieldType.Time => row.Time(field)?.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture) ?? "",
        FieldType.Number16 or FieldType.Number32 or FieldType.Number64 => row.Number(field)?.ToString(CultureInfo.InvariantCulture) ?? "",
        FieldType.KeywordList => CsvLine.Text(string.Join(';', row.Texts(field))),
        FieldType.Number32List or FieldType.Number64List => string.Join(';', row.Numbers(field).Select(number => number.ToString(CultureInfo.InvariantCulture))),
        _ => CsvLine.Text(row.Text(field) ?? ""),
    };
}
