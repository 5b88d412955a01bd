using Compliance.Events;

namespace Compliance.Auditctl.Export;

/// <summary>The OCSF class and activity that an action of ours belongs to.</summary>
/// <param name="Uid">Class: its thousands are the category.</param>
/// <param name="Activity">Activity of the class; 99: none of its own.</param>
internal readonly record struct OcsfClass(int Uid, int Activity)
{
    public const int EventLog = 1008;
    public const int Authentication = 3002;
    public const int Api = 6003;
    public const int Datastore = 6005;
    private const int Other = 99;

    public int Category => Uid / 1000;
    public int Type => (Uid * 100) + Activity;

    /// <param name="action">As <c>event.action</c> has it.</param>
    /// <param name="type">As <c>event.type</c> has it.</param>
    /// <param name="hasTopic">A datastore's event must name the store.</param>
    public static OcsfClass Of(string action, string type, bool hasTopic) => action switch
    {
        "session.end" => new(Authentication, 2),
        _ when action.StartsWith("authn.", StringComparison.Ordinal) || action == "session.start" => new(Authentication, 1),
        AuditAction.Purge => new(EventLog, 2),
        AuditAction.Export => new(EventLog, 3),
        AuditAction.Start => new(EventLog, 6),
        AuditAction.Stop => new(EventLog, 7),
        _ when action.StartsWith(AuditAction.Prefix, StringComparison.Ordinal) => new(EventLog, Other),
        "kafka.fetch" or "kafka.share_fetch" when hasTopic => new(Datastore, 1),
        "kafka.produce" when hasTopic => new(Datastore, 5),
        _ => new(Api, ApiActivity(type)),
    };

    private static int ApiActivity(string type) => type switch
    {
        "creation" => 1,
        "access" or "info" => 2,
        "change" or "admin" => 3,
        "deletion" => 4,
        _ => Other,
    };
}
