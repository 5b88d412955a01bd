namespace Compliance.Rules.Compiled;

internal readonly record struct DecisionKey(Operation Operation, ResourceType Type, string Name);
