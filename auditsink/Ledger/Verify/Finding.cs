namespace Compliance.Ledger.Verify;

/// <summary>Something that a verification found. The message says it in words; the rest is for programs.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Log">Topic and partition, as <c>compliance.audit/0</c>; null for what belongs to no log.</param>
/// <param name="Message">What, where, and what to do.</param>
public sealed record Finding(FindingKind Kind, string? Log, string Message)
{
    /// <summary>Number of the entry concerned, from 0.</summary>
    public long? Entry { get; init; }

    /// <summary>Path of the file concerned.</summary>
    public string? File { get; init; }

    /// <summary>The first row concerned, from 0: within this many rows of the one that differs (<see cref="Span"/>).</summary>
    public long? Row { get; init; }

    /// <summary>Rows from <see cref="Row"/> on of which at least one differs.</summary>
    public long? Span { get; init; }

    /// <summary>The first event that is not vouched for any more, because of this.</summary>
    public EventReference? FirstEvent { get; init; }

    public bool IsFailure => Kind is not (FindingKind.RecordedGap or FindingKind.RootMissing or FindingKind.Purged or FindingKind.CustodyUnsigned);
}
