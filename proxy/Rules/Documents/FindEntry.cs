using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Where a class is found.</summary>
/// <param name="Topics">Patterns as written.</param>
/// <param name="Path">Of a key or header <c>$</c> where none is written: all of it. Of a tag its name.</param>
/// <param name="Format">A single one; of a tag any that have schemas.</param>
/// <param name="Part">Of the record.</param>
/// <param name="Tag">What a schema tags its fields with that are meant; null: they are found by their path.</param>
internal sealed record FindEntry(ImmutableArray<Text> Topics, Text Path, ValueFormats Format, RecordPart Part, Text? Tag = null)
{
    /// <summary>The class is what a detector finds at the path and below; null: all that stands at the path.</summary>
    public DetectTarget? Detect { get; init; }

    /// <summary>Null, and what is wrong with it, when it is none.</summary>
    internal FieldPath? Parse(out string error)
    {
        error = "";
        return Tag is { } tag ? FieldPath.OfTag(tag.Value) : FieldPath.Parse(Path.Value, out error);
    }

    /// <summary>Both find the same, where their topics overlap.</summary>
    internal bool IsAlike(FindEntry other) => Part == other.Part && Path.Value == other.Path.Value && Tag is null == other.Tag is null
        && (Detect is null || other.Detect is null || Detect.Kind == other.Detect.Kind);
}
