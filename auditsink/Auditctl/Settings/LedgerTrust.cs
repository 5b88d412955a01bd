namespace Compliance.Auditctl.Settings;

/// <summary>Whom to trust about an archive, as written.</summary>
internal sealed record LedgerTrust
{
    /// <summary>The ledger's origin, as the sink's settings name it.</summary>
    public required string Origin { get; init; }

    /// <summary>File of the first public key.</summary>
    public required string PublicKey { get; init; }

    /// <summary>The second place, a folder or a bucket's address; null: the archive's own checkpoints alone.</summary>
    public string? Copies { get; init; }
}
