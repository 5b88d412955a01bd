using System.Globalization;

namespace Compliance.Auditctl.Output;

/// <summary>
/// The answer as CSV (RFC 4180, a header, UTF-8). A cell that a spreadsheet would take for a formula gets an apostrophe in front: client
/// ids and the like are chosen by those whom the auditor looks at.
/// </summary>
internal static class AccessCsv
{
    private static readonly (string Name, Func<AccessRow, object?> Value)[] Columns =
    [
        ("time", row => row.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)),
        ("who", row => row.Who),
        ("action", row => row.Action),
        ("topic", row => row.Topic),
        ("outcome", row => row.Outcome),
        ("decision", row => row.Decision),
        ("records", row => row.Records),
        ("masked", row => string.Join(';', row.Masked)),
        ("clear", row => string.Join(';', row.Clear)),
        ("maskedValues", row => row.MaskedValues),
        ("clearValues", row => row.ClearValues),
        ("exemption", row => row.Exemption),
        ("purpose", row => row.Purpose),
        ("source", row => row.Source),
        ("client", row => row.Client),
        ("group", row => row.Group),
        ("partitions", row => string.Join(';', row.Partitions)),
        ("offsetFirst", row => row.OffsetFirst),
        ("offsetLast", row => row.OffsetLast),
        ("errorCode", row => row.ErrorCode),
        ("reason", row => row.Reason),
        ("rule", row => row.Rule),
        ("policy", row => row.Policy),
        ("policySha256", row => row.PolicySha256),
        ("route", row => row.Route),
        ("count", row => row.Count),
        ("proxy", row => row.Proxy),
        ("eventId", row => row.EventId),
    ];

    public static void Write(AccessResult result, TextWriter output)
    {
        output.Write(string.Join(',', Columns.Select(column => column.Name)) + "\r\n");
        foreach (var row in result.Rows)
            output.Write(string.Join(',', Columns.Select(column => Cell(column.Value(row)))) + "\r\n");
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        string text => Quote(text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException(),
    };

    private static string Quote(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
