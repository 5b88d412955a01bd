namespace Compliance.AuditSink.Settings;

/// <summary>The Parquet archive.</summary>
public sealed record ArchiveSettings
{
    /// <summary>Its folder; made when missing.</summary>
    public required string Path { get; init; }

    public RollSettings Roll { get; init; } = new();
}
