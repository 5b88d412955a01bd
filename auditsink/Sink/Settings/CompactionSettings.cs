namespace Compliance.AuditSink.Settings;

/// <summary>When the small files of a past hour are written anew as few large ones.</summary>
public sealed record CompactionSettings
{
    /// <summary>Most of a compacted file, by the sizes of those that it stands for.</summary>
    public long Bytes { get; init; } = 256 << 20;

    /// <summary>How long after an hour's end: late rows still come to it until then.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long the files stay that a compacted one stands for: for whoever is reading them.</summary>
    public TimeSpan OriginalsStay { get; init; } = TimeSpan.FromHours(1);
}
