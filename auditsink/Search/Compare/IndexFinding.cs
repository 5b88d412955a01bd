namespace Compliance.Search.Compare;

/// <summary>A difference between index and archive. The message says it in words; the rest is for programs.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Where.</param>
/// <param name="Message">What, where, and what to do.</param>
internal sealed record IndexFinding(IndexFindingKind Kind, string Index, string Message)
{
    /// <summary>Id of the event or document concerned.</summary>
    public string? EventId { get; init; }

    /// <summary>Names of the fields that differ, never what they hold.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    public bool IsFailure => Kind != IndexFindingKind.IndexDeleted;
}
