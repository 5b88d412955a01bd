namespace Compliance.Rules.Documents;

/// <param name="Value">The text, unquoted.</param>
/// <param name="IsPlain">Without quotes: <c>true</c>, <c>12</c> and <c>null</c> mean what they say.</param>
/// <param name="Place">Where it stands.</param>
public sealed record YamlScalar(string Value, bool IsPlain, Place Place) : YamlNode(Place)
{
    public bool IsNull => IsPlain && Value is ("" or "null" or "~");

    public override string Kind => IsNull ? "nothing" : "a single value";
}
