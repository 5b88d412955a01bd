namespace Compliance.Rules.Compiled;

/// <summary>What is found and was not declared stays as it is; it is counted and recorded.</summary>
public sealed record Observe() : Treatment(Technique.Reveal);
