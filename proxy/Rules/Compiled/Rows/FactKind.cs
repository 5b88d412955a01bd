namespace Compliance.Rules.Compiled.Rows;

/// <summary>What was found of a record where a predicate looks.</summary>
public enum FactKind : byte
{
    /// <summary>Nothing.</summary>
    Absent,
    Text,
    Number,
    True,
    False,
    Null,

    /// <summary>An object or array.</summary>
    Structure,

    /// <summary>Two different things, or what can't be read.</summary>
    Unclear,
}
