namespace Compliance.Rules.Compiled;

/// <summary>Resources of one type that a rule speaks of.</summary>
internal sealed record ResourcePattern(ResourceType Type, NamePattern Name);
