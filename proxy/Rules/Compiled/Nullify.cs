namespace Compliance.Rules.Compiled;

/// <summary>The value is replaced by null.</summary>
public sealed record Nullify() : Treatment(Technique.Nullify);
