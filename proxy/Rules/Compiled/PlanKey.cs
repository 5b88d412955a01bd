namespace Compliance.Rules.Compiled;

internal readonly record struct PlanKey(string Topic, When When);
