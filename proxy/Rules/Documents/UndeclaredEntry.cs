using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>What becomes of sensitive data that no class declares.</summary>
/// <param name="Action">One of <see cref="UndeclaredParser.Actions"/>.</param>
/// <param name="Kinds">What is looked for.</param>
/// <param name="LeastScore">Of a hundred.</param>
/// <param name="Topics">Where; empty: where the file finds its classes, in the formats it says there.</param>
/// <param name="Format">Of the values of <paramref name="Topics"/>.</param>
/// <param name="When">In what is written, or read, or both.</param>
/// <param name="Place">Of the default.</param>
internal sealed record UndeclaredEntry(
    Text Action, ImmutableArray<DetectedKind> Kinds, int LeastScore, ImmutableArray<Text> Topics, ValueFormats Format, ImmutableArray<When> When, Place Place)
{
    internal const string RuleName = "undeclaredPii";

    /// <summary>The topic that quarantined records go to; null: the one that <see cref="QuarantineTopic"/> names.</summary>
    internal Text? To { get; init; }

    /// <summary>What of records is looked into; none of them is within another.</summary>
    internal ImmutableArray<RecordPart> Parts { get; init; } = [RecordPart.Value];

    /// <summary>As evidence names it: there may be one in each file.</summary>
    internal static string RuleId(PolicyDocument document) => $"{document.Header.Id}.{RuleName}";

    /// <summary>Where the whole record goes before what was found in it is masked; null: nowhere.</summary>
    internal string? QuarantineTopic(PolicyDocument document) =>
        Action.Value == UndeclaredParser.Quarantine ? To?.Value ?? $"quarantine.{document.Header.Id}" : null;

    /// <summary>
    /// Where it looks, and what says so. Keys and headers have no format here: they are read as the classes say that are found in them, and else as texts.
    /// </summary>
    internal IEnumerable<(RecordPart Part, ImmutableArray<Text> Topics, ValueFormats Format, Place Place)> Places(PolicyDocument document) =>
        from part in Parts
        from place in Topics.IsEmpty
            ? document.Classes.SelectMany(c => c.Finds).Where(f => f.Part.IsValue || !part.IsValue).Select(f => (f.Topics, f.Format, f.Path.Place))
            : [(Topics, Format, Place)]
        select (part, place.Topics, part.IsValue ? place.Format : ValueFormats.None, place.Place);

    /// <summary>Some topic may be among those that are named and the entry's; where none is named, any.</summary>
    internal bool MayMeet(FindEntry find) => Topics.IsEmpty || find.Topics.Any(a => Topics.Any(b => Meet(a, b)));

    // A longer pattern is an error of its own.
    private static bool Meet(Text a, Text b) =>
        a.Value.Length <= NamePattern.MaxLength && b.Value.Length <= NamePattern.MaxLength
        && NamePattern.Parse(a.Value).Meets(NamePattern.Parse(b.Value));

    internal Treatment TreatmentOf(DetectedKind kind) => Action.Value switch
    {
        "mask" or UndeclaredParser.Quarantine => MaskParser.Usual(kind),
        "reject" => new Refuse(),
        _ => new Observe(),
    };
}
