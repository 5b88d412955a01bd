using System.Collections.Immutable;

namespace Compliance.Rules.Describing;

internal sealed record Items(ImmutableArray<string> Texts) : Block;
