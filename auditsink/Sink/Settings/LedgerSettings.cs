namespace Compliance.AuditSink.Settings;

/// <summary>Who signs the archive, and where copies of the checkpoints go.</summary>
public sealed record LedgerSettings
{
    /// <summary>Name of the ledger: with topic and partition behind it, what each log signs under. Never changes.</summary>
    public required string Origin { get; init; }

    /// <summary>PEM of the private key; null where <see cref="Pkcs11"/> is given.</summary>
    public string? Key { get; init; }
    public Pkcs11Settings? Pkcs11 { get; init; }

    /// <summary>PEM of the key that signed until now, where <see cref="Key"/> is to take over.</summary>
    public string? PreviousKey { get; init; }

    /// <summary>A folder or bucket out of reach of whoever may change the archive, as <c>ArchiveAddress</c> reads it.</summary>
    public string? Copies { get; init; }

    /// <summary>Without anything new, an entry is written and signed as often.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMinutes(1);
}
