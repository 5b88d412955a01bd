namespace Compliance.Settings;

/// <summary>One value of a YAML document and where it stands: text, a list, or a map whose keys keep their places.</summary>
internal abstract record YamlValue(int Line, int Column);
