using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>What must hold of a value that a rule has left, stored or shown. Each is about what is found at a path.</summary>
/// <param name="Absent">Nothing is found.</param>
/// <param name="Differs">What is found is not what was written.</param>
/// <param name="Matches">Path and regular expression.</param>
/// <param name="EqualTo">Path and value.</param>
/// <param name="Others">What must hold of the record's key and headers.</param>
internal sealed record ConditionsEntry(
    ImmutableArray<Text> Absent, ImmutableArray<Text> Differs, ImmutableArray<(Text Path, Text Pattern)> Matches,
    ImmutableArray<(Text Path, YamlNode Value)> EqualTo, ImmutableArray<PartConditions> Others)
{
    /// <summary>Those about the value first.</summary>
    internal IEnumerable<PartConditions> All => Others.Prepend(new(RecordPart.Value, this));
}
