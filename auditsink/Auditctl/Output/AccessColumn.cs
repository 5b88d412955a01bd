using System.Globalization;

namespace Compliance.Auditctl.Output;

/// <summary>A column of an answer: its name, the same in CSV and JSON, and its cell of a row.</summary>
internal sealed record AccessColumn(string Name, Func<AccessRow, object?> Value)
{
    public static readonly IReadOnlyList<AccessColumn> All =
    [
        new("time", row => row.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)),
        new("who", row => row.Who),
        new("action", row => row.Action),
        new("topic", row => row.Topic),
        new("outcome", row => row.Outcome),
        new("decision", row => row.Decision),
        new("records", row => row.Records),
        new("masked", row => string.Join(';', row.Masked)),
        new("clear", row => string.Join(';', row.Clear)),
        new("maskedValues", row => row.MaskedValues),
        new("clearValues", row => row.ClearValues),
        new("exemption", row => row.Exemption),
        new("purpose", row => row.Purpose),
        new("source", row => row.Source),
        new("client", row => row.Client),
        new("group", row => row.Group),
        new("partitions", row => string.Join(';', row.Partitions)),
        new("offsetFirst", row => row.OffsetFirst),
        new("offsetLast", row => row.OffsetLast),
        new("errorCode", row => row.ErrorCode),
        new("reason", row => row.Reason),
        new("rule", row => row.Rule),
        new("policy", row => row.Policy),
        new("policySha256", row => row.PolicySha256),
        new("route", row => row.Route),
        new("count", row => row.Count),
        new("proxy", row => row.Proxy),
        new("eventId", row => row.EventId),
        new("grant", row => row.Grant),
    ];

    /// <summary>Those of that name, in that order; without names all.</summary>
    public static IReadOnlyList<AccessColumn> Choose(IReadOnlyList<string> names) =>
        names.Count == 0 ? All : [.. names.Select(name => All.First(column => column.Name == name))];

    public string Text(AccessRow row) => Value(row) switch
    {
        null => "",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException(),
    };
}
