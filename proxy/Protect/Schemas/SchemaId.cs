namespace Compliance.Protect.Schemas;

/// <summary>By what a registry knows a schema: a number, or a GUID where that is not empty. What it names never changes.</summary>
public readonly record struct SchemaId(int Number, Guid Guid)
{
    /// <summary>It names nothing that could be asked for.</summary>
    public bool IsNone => Number <= 0 && Guid == Guid.Empty;
}
