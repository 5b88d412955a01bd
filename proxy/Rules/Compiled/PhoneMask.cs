namespace Compliance.Rules.Compiled;

/// <summary>Of a telephone number the last few digits stay, and all that is no digit or letter.</summary>
/// <param name="KeepLast">Digits at the end.</param>
public sealed record PhoneMask(int KeepLast) : Treatment(Technique.Mask);
