namespace Compliance.Rules.Compiled;

/// <summary>
/// Of a card number the issuer's digits and the last few stay (PCI DSS 3.4.1): at least four digits are hidden, and eight at the start are
/// shown only where there are sixteen or more. What is no card number is hidden whole.
/// </summary>
/// <param name="Bin">Digits at the start, at most 8.</param>
/// <param name="Last">Digits at the end, at most 4.</param>
public sealed record PanMask(int Bin, int Last) : Treatment(Technique.Mask);
