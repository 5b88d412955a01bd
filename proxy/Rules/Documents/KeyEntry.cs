namespace Compliance.Rules.Documents;

/// <summary>Exactly one of file and variable is set.</summary>
internal sealed record KeyEntry(Text Name, Text? File, Text? Variable);
