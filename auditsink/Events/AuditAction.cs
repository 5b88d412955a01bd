namespace Compliance.Events;

/// <summary>What the audit says of itself, in <c>event.action</c>; all begin alike. Words are never reused: files of years ago hold them.</summary>
public static class AuditAction
{
    public const string Prefix = "audit.";

    // The proxy's.
    public const string Start = "audit.start";
    public const string Stop = "audit.stop";
    public const string ModeChange = "audit.mode_change";

    /// <summary>Events that never came: the proxy's own word, or the sink's.</summary>
    public const string Gap = "audit.gap";

    /// <summary>The clock of a proxy or a sink was set, or its machine slept.</summary>
    public const string ClockJump = "audit.clock_jump";

    // The sink's.
    public const string Unreadable = "audit.unreadable";
    public const string OwnershipLost = "audit.ownership_lost";
    public const string Compact = "audit.compact";
    public const string IndexDelete = "audit.index_delete";

    // auditctl's.
    public const string Query = "audit.query";
    public const string Impact = "audit.impact";
    public const string Export = "audit.export";
    public const string Token = "audit.token";
    public const string Verify = "audit.verify";
    public const string Prove = "audit.prove";
    public const string Hold = "audit.hold";
    public const string Purge = "audit.purge";
    public const string Reindex = "audit.reindex";
    public const string DeadLetters = "audit.dead_letters";
}
