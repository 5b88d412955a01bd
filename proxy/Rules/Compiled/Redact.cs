namespace Compliance.Rules.Compiled;

/// <summary>The value is replaced by the empty value of its JSON type: "" 0 false [] {}; null stays null.</summary>
public sealed record Redact() : Treatment(Technique.Redact);
