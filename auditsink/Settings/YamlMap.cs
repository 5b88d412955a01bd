namespace Compliance.Settings;

/// <summary>A mapping, in the order written; a key that stands twice stands here twice.</summary>
internal sealed record YamlMap(IReadOnlyList<(YamlText Key, YamlValue Value)> Entries, int Line, int Column) : YamlValue(Line, Column);
