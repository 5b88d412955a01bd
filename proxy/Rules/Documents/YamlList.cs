using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>A list as written.</summary>
public sealed record YamlList(ImmutableArray<YamlNode> Items, Place Place) : YamlNode(Place)
{
    public override string Kind => "a list";
}
