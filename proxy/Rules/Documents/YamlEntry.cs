namespace Compliance.Rules.Documents;

/// <summary>One key of a set and what it says.</summary>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value);
