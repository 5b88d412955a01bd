using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>Exactly one of file and variable is set; the earlier ones are of the same sort, newest first.</summary>
internal sealed record KeyEntry(Text Name, Text? File, Text? Variable, ImmutableArray<Text> Earlier);
