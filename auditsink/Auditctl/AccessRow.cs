namespace Compliance.Auditctl;

/// <summary>One answer: who did what to which topic, when, and what of its protected data was seen masked and what in clear.</summary>
public sealed record AccessRow
{
    public required DateTimeOffset Time { get; init; }
    public required string Who { get; init; }
    public required string Action { get; init; }
    public string? Topic { get; init; }
    public required string Outcome { get; init; }

    /// <summary>allow, deny or mask.</summary>
    public string? Decision { get; init; }
    public long Records { get; init; }

    /// <summary>Classes that went out masked, redacted, dropped or hashed.</summary>
    public IReadOnlyList<string> Masked { get; init; } = [];

    /// <summary>Classes that went out in clear.</summary>
    public IReadOnlyList<string> Clear { get; init; } = [];
    public long MaskedValues { get; init; }
    public long ClearValues { get; init; }

    /// <summary>The exception under which values stayed clear.</summary>
    public string? Exemption { get; init; }
    public string? Purpose { get; init; }

    /// <summary>The break-glass grants that were open to who asked.</summary>
    public string? Grant { get; init; }
    public string? Source { get; init; }
    public string? Client { get; init; }
    public string? Group { get; init; }
    public IReadOnlyList<int> Partitions { get; init; } = [];
    public long? OffsetFirst { get; init; }
    public long? OffsetLast { get; init; }
    public int ErrorCode { get; init; }
    public string? Reason { get; init; }
    public string? Rule { get; init; }
    public string? Policy { get; init; }
    public string? PolicySha256 { get; init; }
    public string? Route { get; init; }

    /// <summary>Of events counted together: how many.</summary>
    public long? Count { get; init; }
    public required string Proxy { get; init; }
    public required string EventId { get; init; }
}
