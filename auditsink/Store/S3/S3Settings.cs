namespace Compliance.Store.S3;

/// <summary>An archive in a bucket of S3, or of a server that speaks as S3 does.</summary>
public sealed record S3Settings
{
    public required string Bucket { get; init; }

    /// <summary>What all names begin with; ends in a slash, or is empty.</summary>
    public string Prefix { get; init; } = "";

    public string Region { get; init; } = "us-east-1";

    /// <summary>A server other than Amazon's; it is spoken to with the bucket in the path.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Null: the usual sources of AWS's tools, such as its environment variables or the machine's role.</summary>
    public S3Credentials? Credentials { get; init; }

    /// <summary>Null: nothing is locked by us; the bucket's own default may still.</summary>
    public S3Retention? Retention { get; init; }

    /// <summary>Folder of this machine for the files being written.</summary>
    public string Work { get; init; } = Path.Combine(Path.GetTempPath(), "auditsink");

    public string Address => $"s3://{Bucket}/{Prefix}";
}
