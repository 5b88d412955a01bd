using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

internal sealed record PurposeEntry(Text Name, Text? Basis, ImmutableArray<Text> People);
