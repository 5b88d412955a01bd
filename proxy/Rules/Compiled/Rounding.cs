namespace Compliance.Rules.Compiled;

/// <summary>A number becomes the nearest multiple, halves away from zero. What is no number is emptied.</summary>
/// <param name="To">Of this; above zero.</param>
public sealed record Rounding(decimal To) : Treatment(Technique.Generalise);
