namespace Compliance.Rules.Compiled;

/// <summary>A postcode becomes its first characters. What is none is emptied.</summary>
/// <param name="Keep">How many.</param>
/// <param name="IsZip">
/// Of a ZIP code of the United States, of which three digits may stay, or 000 where fewer than 20,000 live in such an area (HIPAA, 45 CFR 164.514(b)(2)).
/// </param>
public sealed record PostcodeGeneralisation(int Keep, bool IsZip) : Treatment(Technique.Generalise);
