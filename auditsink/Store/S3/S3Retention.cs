namespace Compliance.Store.S3;

/// <summary>How long nobody may remove what was written: put on each entry and file as it is written. The bucket must have object lock.</summary>
public sealed record S3Retention(S3RetentionMode Mode, int Days);
