namespace Compliance.Rules.Compiled;

/// <summary>A value with something in it that was not declared does not pass.</summary>
public sealed record Refuse() : Treatment(Technique.Drop);
