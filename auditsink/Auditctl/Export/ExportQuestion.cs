namespace Compliance.Auditctl.Export;

/// <summary>What an export was asked with, as its manifest states it, or what a hold is about. Conditions of one kind: one of the values must hold.</summary>
internal sealed record ExportQuestion
{
    public DateTimeOffset? Since { get; init; }
    public DateTimeOffset? Until { get; init; }
    public IReadOnlyList<string>? Who { get; init; }
    public IReadOnlyList<string>? Topic { get; init; }
    public IReadOnlyList<string>? Class { get; init; }
    public IReadOnlyList<string>? Outcome { get; init; }
    public IReadOnlyList<string>? Action { get; init; }
    public IReadOnlyList<string>? Purpose { get; init; }
    public IReadOnlyList<string>? Ip { get; init; }
    public IReadOnlyList<string>? ClientId { get; init; }
    public IReadOnlyList<string>? Exemption { get; init; }
    public IReadOnlyList<string>? Grant { get; init; }
    public IReadOnlyList<Guid>? EventId { get; init; }
    public bool? Masked { get; init; }
    public bool? Clear { get; init; }
    public bool? Denied { get; init; }

    public static ExportQuestion Of(AccessQuery query) => new()
    {
        Since = query.Since,
        Until = query.Until,
        Who = Any(query.Who),
        Topic = Any(query.Topic),
        Class = Any(query.Class),
        Outcome = Any(query.Outcome),
        Action = Any(query.Action),
        Purpose = Any(query.Purpose),
        Ip = Any(query.Ip),
        ClientId = Any(query.Client),
        Exemption = Any(query.Exemption),
        Grant = Any(query.Grant),
        EventId = Any(query.EventId),
        Masked = query.Masked ? true : null,
        Clear = query.Clear ? true : null,
        Denied = query.Denied ? true : null,
    };

    public AccessQuery ToQuery(string archive) => new()
    {
        Archive = archive,
        Since = Since,
        Until = Until,
        Who = Who ?? [],
        Topic = Topic ?? [],
        Class = Class ?? [],
        Outcome = Outcome ?? [],
        Action = Action ?? [],
        Purpose = Purpose ?? [],
        Ip = Ip ?? [],
        Client = ClientId ?? [],
        Exemption = Exemption ?? [],
        Grant = Grant ?? [],
        EventId = EventId ?? [],
        Masked = Masked ?? false,
        Clear = Clear ?? false,
        Denied = Denied ?? false,
    };

    private static IReadOnlyList<T>? Any<T>(IReadOnlyList<T> values) => values.Count > 0 ? values : null;
}
