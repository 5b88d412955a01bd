using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

internal sealed record YamlList(ImmutableArray<YamlNode> Items, Place Place) : YamlNode(Place)
{
    internal override string Kind => "a list";
}
