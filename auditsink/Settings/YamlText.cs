namespace Compliance.Settings;

/// <summary>A scalar, as written.</summary>
internal sealed record YamlText(string Text, int Line, int Column) : YamlValue(Line, Column);
