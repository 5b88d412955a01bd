namespace Compliance.Ledger.Custody;

/// <summary>A statement that does not count, and why.</summary>
/// <param name="Number">Of the statement.</param>
/// <param name="IsForged">It is not what somebody signed; else it was signed, and is against the rules.</param>
/// <param name="Message">In words.</param>
public sealed record CustodyProblem(long Number, bool IsForged, string Message);
