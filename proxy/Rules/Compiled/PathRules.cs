namespace Compliance.Rules.Compiled;

/// <summary>The strongest rule of one state, by the type of the value found; and what a scalar was stored by.</summary>
internal readonly record struct PathRules(FieldRule? OnScalar, FieldRule? OnNull, FieldRule? OnObject, FieldRule? OnArray, FieldRule? StoredBy);
