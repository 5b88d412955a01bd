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

    /// <summary>The value must not pass; nothing was written.</summary>
    Unreadable,
}
