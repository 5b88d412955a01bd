namespace Compliance.Store.S3;

/// <summary>A key pair. Its text is in no message.</summary>
public sealed record S3Credentials(string AccessKey, string SecretKey)
{
    public override string ToString() => nameof(S3Credentials);
}
