using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

internal sealed record UnlessEntry(ImmutableArray<Text> People, Text? Purpose);
