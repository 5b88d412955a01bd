using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>A claim of a token, and patterns for its values.</summary>
internal sealed record ClaimEntry(Text Name, ImmutableArray<Text> Values);
