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

    internal static List<FormatUse> All(IReadOnlyCollection<PolicyDocument> documents)
    {
        var finds = documents.SelectMany(d => d.Classes).SelectMany(c => c.Finds).Where(f => f.Tag is null).ToList();
        // A longer pattern is an error of its own.
        return [.. documents.SelectMany(document => Of(document).Concat(Undeclared(document, finds))).Where(use => use.Topic.Length <= NamePattern.MaxLength)];
    }

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
        return protecting.Concat(keeping);
    }

    /// <summary>Keys and headers are looked into as any class says that they are written.</summary>
    private static IEnumerable<FormatUse> Undeclared(PolicyDocument document, List<FindEntry> finds)
    {
        if (document.Defaults.Undeclared is not { } undeclared)
            return [];
        var values = undeclared.Places(document).Where(place => place.Part.IsValue).Select(place => (place.Part, place.Topics, place.Format, place.Place));
        var sides = finds.Where(f => undeclared.Parts.Any(part => !part.IsValue && part.Covers(f.Part)) && undeclared.MayMeet(f)).Select(f => (f.Part, f.Topics, f.Format, f.Path.Place));
        return
            from place in values.Concat(sides)
            from topic in place.Topics
            from when in undeclared.When
            select new FormatUse(place.Place, UndeclaredEntry.RuleId(document), topic.Value, place.Part, place.Format, when) { IsObserving = undeclared.Action.Value == "observe" };
    }

    /// <summary>What goes as a whole is not read.</summary>
    private static bool IsUnread(FindEntry find, Treatment treatment) => !find.Part.IsValue && find.Path.Value == FieldPath.Whole && treatment is Drop or Nullify;
}
