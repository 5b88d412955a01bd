namespace Compliance.Rules.Compiled.Rows;

/// <summary>The answer to a predicate. Unknown: the record does not have what was asked about; whatever is not true is not let through.</summary>
public enum Truth : byte
{
    False,
    Unknown,
    True,
}
