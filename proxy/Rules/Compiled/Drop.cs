namespace Compliance.Rules.Compiled;

/// <summary>The member or element is removed.</summary>
public sealed record Drop() : Treatment(Technique.Drop);
