using Compliance.Events;

namespace Compliance.Dashboards.Tests.Traffic;

/// <summary>
/// A morning's traffic: a till writes 30 times, of which 3 hold what no class declares, an analyst reads 20 times masked, an investigator 10 times in clear under an exception,
/// a clerk once in clear without one, an intruder is denied 7 times, a password is wrong twice; the audit begins, and 4 events are missing.
/// </summary>
internal static class Morning
{
    public static readonly DateTime Eight = new(2026, 11, 25, 8, 0, 0, DateTimeKind.Utc);
    public static readonly DateTime Noon = Eight.AddHours(4);

    public static IReadOnlyList<AuditEvent> Events()
    {
        var events = new List<AuditEvent>();
        void Add(int times, Func<AuditEvent> make)
        {
            for (var i = 0; i < times; i++)
            {
                var e = make();
                e.Sequence = events.Count + 1;
                e.Timestamp = Micros(Eight) + (events.Count * 120_000_000L);
                events.Add(e);
            }
        }

        Add(1, () => Control("audit.start", "start", "success"));
        Add(27, () => Access("kafka.produce", "User:till", "payments", 5));
        Add(2, () => Undeclared(Access("kafka.produce", "User:till", "payments", 5), 4, "pan", "$..note"));
        Add(1, () => Undeclared(Access("kafka.produce", "User:till", "payments", 5), 1, "iban", "$..refund"));
        Add(20, () => Masked(Access("kafka.fetch", "User:analyst", "payments", 10), "card-number", "e-mail"));
        Add(10, () => Clear(Masked(Access("kafka.fetch", "User:investigator", "payments", 10), "card-number", "e-mail"), "e-mail", 5, "FRAUD-17"));
        Add(1, () => Clear(Masked(Access("kafka.fetch", "User:clerk (night)", "customers/eu", 1), "address"), "address", 2, null));
        Add(7, () => Denied("User:intruder", "payments"));
        Add(2, WrongPassword);
        Add(1, () => Control("audit.gap", "error", "failure"));
        return events;
    }

    private static AuditEvent Access(string action, string principal, string topic, long records) => new()
    {
        Id = Guid.CreateVersion7(),
        Proxy = "proxy-1",
        Category = "database",
        Type = "access",
        Action = action,
        Outcome = "success",
        Principal = principal,
        SourceIp = "10.0.0.7",
        ClientId = "client",
        Topic = topic,
        Records = records,
        Decision = "allow",
        Rule = "payments#1",
        PolicyId = "payments",
        ApiKey = 1,
    };

    private static AuditEvent Masked(AuditEvent e, params string[] classes)
    {
        (e.Decision, e.MaskedValues) = ("mask", e.Records);
        Array.ForEach(classes, e.DataClasses.Add);
        return e;
    }

    private static AuditEvent Clear(AuditEvent e, string name, long values, string? exemption)
    {
        (e.ClearValues, e.ExemptionId) = (values, exemption);
        e.ClearClasses.Add(name);
        return e;
    }

    private static AuditEvent Undeclared(AuditEvent e, long values, string kind, string field)
    {
        e.UndeclaredValues = values;
        e.UndeclaredKinds.Add(kind);
        e.UndeclaredFields.Add(field);
        return e;
    }

    private static AuditEvent Denied(string principal, string topic)
    {
        var e = Access("kafka.fetch", principal, topic, 0);
        (e.Type, e.Outcome, e.Decision, e.ErrorCode, e.Reason) = ("denied", "failure", "deny", 29, "No rule allows it.");
        return e;
    }

    private static AuditEvent WrongPassword()
    {
        var e = Access("authn.plain", "User:analyst", "", 0);
        (e.Category, e.Type, e.Outcome, e.Decision, e.ErrorCode, e.Topic) = ("authentication", "start", "failure", null, 58, null);
        return e;
    }

    private static AuditEvent Control(string action, string type, string outcome) => new()
    {
        Id = Guid.CreateVersion7(),
        Proxy = "proxy-1",
        Category = "configuration",
        Type = type,
        Action = action,
        Outcome = outcome,
    };

    private static long Micros(DateTime time) => (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
