namespace Compliance.Ledger.Custody;

/// <summary>A token that is to be told. The value is not in it, and neither is the token.</summary>
/// <param name="Domain">The data class.</param>
/// <param name="Sha256">Of the token, hexadecimal: whoever has the key and the value finds that it is this one.</param>
public sealed record TokenOrder(string Domain, string Sha256);
