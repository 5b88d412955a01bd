namespace Compliance.Store.S3;

public enum S3RetentionMode
{
    /// <summary>Whoever has the right to bypass it may remove things or shorten it.</summary>
    Governance,

    /// <summary>Nobody may, the account's owner included.</summary>
    Compliance,
}
