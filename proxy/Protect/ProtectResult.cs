namespace Compliance.Protect;

/// <summary>What became of a value.</summary>
public enum ProtectResult : byte
{
    /// <summary>Nothing to change: the value passes as it is, and nothing was written.</summary>
    Unchanged,

    /// <summary>The changed value was written.</summary>
    Changed,

    /// <summary>Nothing was done: the value's schema has to be asked for first.</summary>
    SchemaMissing,

    /// <summary>Of a key or header: all of it goes, as <see cref="Compliance.Rules.Compiled.FieldPlan.Taken"/> says; nothing was written.</summary>
    Taken,

    /// <summary>The value must not pass; nothing was written.</summary>
    Unreadable,
}
