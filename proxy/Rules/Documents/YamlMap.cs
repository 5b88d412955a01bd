using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>Keys are unique; the parser has refused others.</summary>
internal sealed record YamlMap(ImmutableArray<YamlEntry> Entries, Place Place) : YamlNode(Place)
{
    internal override string Kind => "a set of keys";

    internal YamlEntry? Find(string key) => Entries.FirstOrDefault(e => e.Key.Value == key);
}
