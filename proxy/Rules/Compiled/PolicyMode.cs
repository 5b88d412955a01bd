namespace Compliance.Rules.Compiled;

/// <summary>Whether what a policy says is done.</summary>
public enum PolicyMode : byte
{
    /// <summary>It is.</summary>
    Enforce,

    /// <summary>It is counted and recorded, and changes nothing.</summary>
    Observe,
}
