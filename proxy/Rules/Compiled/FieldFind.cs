using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>Where a class is found: at a path in one part of the records of some topics, which is written in one format.</summary>
internal sealed record FieldFind(ImmutableArray<NamePattern> Topics, FieldPath Path, ValueFormats Format, RecordPart Part)
{
    /// <summary>The class is what a detector finds there and below; null: all that stands at the path.</summary>
    public DetectTarget? Detect { get; init; }
}
