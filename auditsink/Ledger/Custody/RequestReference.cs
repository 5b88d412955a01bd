namespace Compliance.Ledger.Custody;

/// <summary>A request as those who follow it name it: not by its number alone, so that nobody approves what they have not seen.</summary>
/// <param name="Number">Of the request.</param>
/// <param name="Sha256">Of its signed bytes, hexadecimal.</param>
public sealed record RequestReference(long Number, string Sha256);
