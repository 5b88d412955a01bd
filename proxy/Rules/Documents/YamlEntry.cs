namespace Compliance.Rules.Documents;

internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
