namespace Compliance.AuditSink.Settings;

/// <summary>When what is gathered becomes files: at the first of these bounds.</summary>
public sealed record RollSettings
{
    public long Rows { get; init; } = 1_000_000;
    public double Seconds { get; init; } = 900;

    /// <summary>Of the files, compressed.</summary>
    public long Bytes { get; init; } = 128 << 20;
}
