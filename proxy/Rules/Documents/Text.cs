namespace Compliance.Rules.Documents;

/// <summary>A word as written, and where.</summary>
public readonly record struct Text(string Value, Place Place)
{
    public override string ToString() => Value;
}
