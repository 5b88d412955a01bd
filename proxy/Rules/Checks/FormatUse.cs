using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>In what a rule expects one part of the records of the topics of one pattern.</summary>
/// <param name="Place">Where the format, or that it is the usual one, can be changed.</param>
/// <param name="RuleId">As evidence names the rule.</param>
/// <param name="Topic">A pattern.</param>
/// <param name="Part">Of the records.</param>
/// <param name="Format">A single one; of a tag any that have schemas.</param>
/// <param name="When">In what is written, or read.</param>
internal sealed record FormatUse(Place Place, string RuleId, string Topic, RecordPart Part, ValueFormats Format, When When)
{
    internal NamePattern Pattern { get; } = NamePattern.Parse(Topic);

    /// <summary>It refuses nothing, and nothing is kept from anybody for its sake.</summary>
    internal bool IsObserving { get; private init; }

    /// <summary>It asks whether a record is kept, and reads by itself for that.</summary>
    internal bool IsOfRows { get; private init; }

    internal string FormatName => Format == ValueFormats.Framed ? "avro, protobuf, json-schema" : FormatNames.Of(Format);

    internal static List<FormatUse> All(IEnumerable<PolicyDocument> documents) => [.. documents.SelectMany(Of)];

    /// <summary>Whatever has no frame is a text too.</summary>
    internal bool Admits(FormatUse other) =>
        (Format & other.Format) != 0
        || (Format == ValueFormats.Text && (other.Format & ValueFormats.Raw) != 0)
        || (other.Format == ValueFormats.Text && (Format & ValueFormats.Raw) != 0);

    private static IEnumerable<FormatUse> Of(PolicyDocument document)
    {
        var protecting =
            from known in ProtectedClass.All([document])
            from find in known.Class.Finds
            where !IsUnread(find, known.Rule.Do!.Treatment)
            from topic in find.Topics
            select new FormatUse(find.Path.Place, known.Rule.Id.Value, topic.Value, find.Part, find.Format, known.Rule.When!.Value);
        var keeping = document.Rows.SelectMany(row => row.Topics.Select(topic => new FormatUse(row.Keep.Place, row.Id.Value, topic.Value, RecordPart.Value, row.Format, When.Consume) { IsOfRows = true }));
        var undeclared =
            from one in document.Defaults.Undeclared is { } found ? new[] { found } : []
            from when in one.When
            from place in one.Topics.IsEmpty ? document.Classes.SelectMany(c => c.Finds).Where(f => f.Part.IsValue).Select(f => (f.Path.Place, f.Topics, f.Format)) : [(one.Place, one.Topics, one.Format)]
            from topic in place.Topics
            select new FormatUse(place.Place, UndeclaredEntry.RuleId(document), topic.Value, RecordPart.Value, place.Format, when) { IsObserving = one.Action.Value == "observe" };
        // A longer pattern is an error of its own.
        return protecting.Concat(keeping).Concat(undeclared).Where(use => use.Topic.Length <= NamePattern.MaxLength);
    }

    /// <summary>What goes as a whole is not read.</summary>
    private static bool IsUnread(FindEntry find, Treatment treatment) => !find.Part.IsValue && find.Path.Value == FieldPath.Whole && treatment is Drop or Nullify;
}
