using System.Globalization;

namespace Compliance.Auditctl.Access;

/// <summary>
/// A question's conditions as its audit event holds them: <c>name=value</c>. Whom an auditor looked for is not written down a second time:
/// of conditions whose value names a person, a machine or an event only the name and the number of values stand there.
/// </summary>
internal static class FilterText
{
    public static IReadOnlyList<string> Of(AccessQuery query) =>
    [
        .. Counted("who", query.Who.Count),
        .. Named("topic", query.Topic),
        .. Named("class", query.Class),
        .. Named("outcome", query.Outcome),
        .. Named("action", query.Action),
        .. Named("purpose", query.Purpose),
        .. Counted("ip", query.Ip.Count),
        .. Counted("client", query.Client.Count),
        .. Named("exemption", query.Exemption),
        .. Named("grant", query.Grant),
        .. Counted("event", query.EventId.Count),
        .. Flag("masked", query.Masked),
        .. Flag("clear", query.Clear),
        .. Flag("denied", query.Denied),
        .. Time("since", query.Since),
        .. Time("until", query.Until),
    ];

    private static IEnumerable<string> Named(string name, IReadOnlyList<string> values) => values.Select(value => $"{name}={value}");

    private static IEnumerable<string> Counted(string name, int count) => count == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"{name} ({count})")];

    private static IEnumerable<string> Flag(string name, bool set) => set ? [name] : [];

    private static IEnumerable<string> Time(string name, DateTimeOffset? time) =>
        time is null ? [] : [$"{name}={time.Value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture)}"];
}
