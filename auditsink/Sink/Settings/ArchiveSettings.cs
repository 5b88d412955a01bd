using Compliance.Store;
using Compliance.Store.Folder;
using Compliance.Store.S3;

namespace Compliance.AuditSink.Settings;

/// <summary>The Parquet archive: in a folder or in a bucket, one of the two.</summary>
public sealed record ArchiveSettings
{
    /// <summary>Its folder; made when missing.</summary>
    public string? Path { get; init; }

    public S3Settings? S3 { get; init; }

    public RollSettings Roll { get; init; } = new();

    /// <summary>Null: the files stay as they were rolled.</summary>
    public CompactionSettings? Compaction { get; init; }

    /// <summary>For messages.</summary>
    public string Address => S3?.Address ?? Path ?? "";

    public IArchiveStore Open(TimeProvider time) => S3 is { } s3
        ? new S3Store(s3, time)
        : new FolderStore(Path ?? throw new InvalidOperationException("The archive has neither a path nor a bucket."), time);
}
