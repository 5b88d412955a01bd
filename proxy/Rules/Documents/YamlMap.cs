using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>Keys are unique; the parser has refused others.</summary>
public sealed record YamlMap(ImmutableArray<YamlEntry> Entries, Place Place) : YamlNode(Place)
{
    public override string Kind => "a set of keys";

    public YamlEntry? Find(string key) => Entries.FirstOrDefault(e => e.Key.Value == key);
}
