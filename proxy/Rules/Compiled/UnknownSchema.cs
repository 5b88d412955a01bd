namespace Compliance.Rules.Compiled;

/// <summary>What becomes of a value whose schema nobody can tell, so that its fields can't be found. The later one is the stricter.</summary>
public enum UnknownSchema : byte
{
    /// <summary>It passes unprotected.</summary>
    Pass,

    /// <summary>It does not pass, as any value that can't be read.</summary>
    Reject,
}
