namespace Compliance.Rules.Compiled;

/// <summary>The strongest rule of one state, by the type of the value found; what a scalar was stored by, and what is looked for inside it.</summary>
internal readonly record struct PathRules(FieldRule? OnScalar, FieldRule? OnNull, FieldRule? OnObject, FieldRule? OnArray, FieldRule? StoredBy, DetectPlan? Detects, bool IsDeclared);
