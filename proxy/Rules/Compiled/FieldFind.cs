using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>Where a class is found: at a path in one part of the records of some topics, which is written in one format.</summary>
internal sealed record FieldFind(ImmutableArray<NamePattern> Topics, FieldPath Path, ValueFormats Format, RecordPart Part);
