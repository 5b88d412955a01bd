using System.Collections.Immutable;

namespace Compliance.Rules.Describing;

internal sealed record Grid(ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows) : Block;
