namespace Compliance.Rules.Compiled;

/// <summary>The strongest rule of one state, by the type of the value found; and the token that a scalar was stored as.</summary>
internal readonly record struct PathRules(FieldRule? OnScalar, FieldRule? OnNull, FieldRule? OnObject, FieldRule? OnArray, FieldRule? Stored);
