namespace Compliance.Ledger.Verify;

/// <summary>How far a verification has come.</summary>
public sealed record VerificationProgress(long Files, long OfFiles, long Rows);
