namespace Compliance.Rules.Compiled;

/// <summary>The value passes in clear, under an exception; it is counted.</summary>
public sealed record Reveal() : Treatment(Technique.Reveal);
