namespace Compliance.Ledger.Custody;

/// <summary>What a person says about the archive's custody; worth something only as a <see cref="SignedStatement"/>. Immutable.</summary>
/// <param name="Kind">One of <see cref="StatementKind"/>.</param>
/// <param name="By">Who says it, as the settings name people.</param>
/// <param name="At">When, by the clock of whoever says it.</param>
public sealed record Statement(string Kind, string By, DateTimeOffset At)
{
    public string? Reason { get; init; }

    /// <summary>Of a hold.</summary>
    public HoldOrder? Hold { get; init; }

    /// <summary>Of a request.</summary>
    public RequestOrder? Request { get; init; }

    /// <summary>Of an approval, a start, a certificate and an erasure: the request concerned.</summary>
    public RequestReference? Of { get; init; }

    /// <summary>Of a start: what of the request is kept after all.</summary>
    public PurgeStart? Start { get; init; }

    /// <summary>Of a certificate.</summary>
    public PurgeCertificate? Certificate { get; init; }

    /// <summary>Of an erasure.</summary>
    public ErasedDocuments? Erasure { get; init; }
}
