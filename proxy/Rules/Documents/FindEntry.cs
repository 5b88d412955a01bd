using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

internal sealed record FindEntry(ImmutableArray<Text> Topics, Text Path);
