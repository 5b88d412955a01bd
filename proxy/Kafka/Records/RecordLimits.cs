namespace Compliance.Kafka.Records;

/// <summary>
/// Bounds on what one batch may unfold to. They hold while decompressing, so a bomb costs at most the memory that they allow.
/// Immutable; shared by any number of rebuilders.
/// </summary>
public sealed record RecordLimits
{
    public static RecordLimits Default { get; } = new();

    /// <summary>Decompressed bytes of one batch, before and after replacing values. Default: the broker's own cap on a request.</summary>
    public int MaxBytes { get; init; } = 104_857_600;

    /// <summary>Decompressed bytes per compressed byte, in batches that unfold to more than <see cref="RatioFloor"/>.</summary>
    public int MaxRatio { get; init; } = 250;

    /// <summary>Up to so many bytes any ratio is allowed: a small batch of equal records compresses a thousandfold in earnest.</summary>
    public int RatioFloor { get; init; } = 4 * 1024 * 1024;

    /// <summary>Records of one batch. librdkafka's own upper bound.</summary>
    public int MaxRecords { get; init; } = 1_000_000;

    internal int BytesFor(int compressed) => (int)Math.Min(MaxBytes, Math.Max(RatioFloor, (long)compressed * MaxRatio));
}
