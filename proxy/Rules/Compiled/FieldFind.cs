using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>Where a class is found: at a path in the values of some topics, which are written in one format.</summary>
internal sealed record FieldFind(ImmutableArray<NamePattern> Topics, FieldPath Path, ValueFormats Format);
