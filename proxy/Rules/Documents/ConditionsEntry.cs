using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>What must hold of a value that a rule has left, stored or shown. Each is about the values found at a path.</summary>
/// <param name="Absent">Nothing is found.</param>
/// <param name="Differs">What is found is not what was written.</param>
/// <param name="Matches">Path and regular expression.</param>
/// <param name="EqualTo">Path and value.</param>
internal sealed record ConditionsEntry(
    ImmutableArray<Text> Absent, ImmutableArray<Text> Differs, ImmutableArray<(Text Path, Text Pattern)> Matches,
    ImmutableArray<(Text Path, YamlNode Value)> EqualTo);
