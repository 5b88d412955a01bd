namespace Compliance.Rules.Documents;

/// <param name="Value">The text, unquoted.</param>
/// <param name="IsPlain">Without quotes: <c>true</c>, <c>12</c> and <c>null</c> mean what they say.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record YamlScalar(string Value, bool IsPlain, Place Place) : YamlNode(Place)
{
    internal bool IsNull => IsPlain && Value is ("" or "null" or "~");

    internal override string Kind => IsNull ? "nothing" : "a single value";
}
