namespace Compliance.Rules.Compiled;

/// <summary>Of an account number (ISO 13616) the country and the last few characters stay. What is none is hidden whole.</summary>
/// <param name="KeepLast">Letters and digits at the end.</param>
public sealed record IbanMask(int KeepLast) : Treatment(Technique.Mask);
