namespace Compliance.Gateway.Approval;

/// <summary>A release as an approval names it: not by its number alone, so that nobody approves what he has not seen.</summary>
/// <param name="Number">Of the release.</param>
/// <param name="Sha256">Of its signed bytes, hexadecimal.</param>
internal sealed record ReleaseReference(long Number, string Sha256);
