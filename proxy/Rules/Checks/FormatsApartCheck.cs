using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// What may be written to a topic is what is read of it. Where rules for the one and rules for the other expect formats of which none is the same,
/// either what is written is withheld from readers, or what readers are protected from can't be written. Nobody means that.
/// </summary>
internal static class FormatsApartCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var all = set.Documents.SelectMany(Uses).ToList();
        foreach (var uses in all.GroupBy(use => use.Part).Where(uses => uses.DistinctBy(use => use.Format).Count() > 1))
        {
            var (written, read) = (uses.Where(use => use.When == When.Produce).ToList(), uses.Where(use => use.When == When.Consume).ToList());
            var told = new HashSet<Use>();
            foreach (var (use, others) in written.Select(use => (use, Apart(use, read))).Where(pair => pair.Item2.Count > 0).DistinctBy(pair => pair.use.Place))
            {
                told.UnionWith(others);
                problems.Warning(use.Place, $"What is written as '{use.FormatName}' to '{use.Topic}' (rule {use.RuleId}) is withheld from readers, since the rules for what is read there expect {Names(others)}. Write one 'format' in both, or keep their topics apart.");
            }

            // Where all of what is written has been told of, the other side of it is the same mistake.
            foreach (var (use, others) in read.Except(told).Select(use => (use, Apart(use, written))).Where(pair => pair.Item2.Count > 0).DistinctBy(pair => pair.use.Place))
                problems.Warning(use.Place, $"Nothing is written as '{use.FormatName}' to '{use.Topic}', as rule {use.RuleId} expects to read it, since the rules for what is written there refuse all but {Names(others)}. Write one 'format' in both, or keep their topics apart.");
        }
    }

    /// <summary>
    /// Of the other direction those that may be about the same topic and refuse what this one expects; none where one of them expects it too, or none is
    /// about each topic that this one is about.
    /// </summary>
    private static List<Use> Apart(Use use, List<Use> others)
    {
        if (use.IsObserving || others.Exists(other => other.Topic == use.Topic && other.Admits(use)))
            return [];
        var near = others.Where(other => other.Pattern.Meets(use.Pattern)).ToList();
        return near.Exists(other => other.Admits(use)) || !near.Exists(other => !other.IsObserving && other.Pattern.Covers(use.Pattern)) ? [] : [.. near.Where(other => !other.IsObserving)];
    }

    private static IEnumerable<Use> Uses(PolicyDocument document)
    {
        var protecting =
            from known in ProtectedClass.All([document])
            from find in known.Class.Finds
            where !IsUnread(find, known.Rule.Do!.Treatment)
            from topic in find.Topics
            select new Use(find.Path.Place, known.Rule.Id.Value, topic.Value, find.Part, find.Format, known.Rule.When!.Value);
        var keeping = document.Rows.SelectMany(row => row.Topics.Select(topic => new Use(row.Keep.Place, row.Id.Value, topic.Value, RecordPart.Value, row.Format, When.Consume)));
        var undeclared =
            from one in document.Defaults.Undeclared is { } found ? new[] { found } : []
            from when in one.When
            from place in one.Topics.IsEmpty ? document.Classes.SelectMany(c => c.Finds).Where(f => f.Part.IsValue).Select(f => (f.Topics, f.Format)) : [(one.Topics, one.Format)]
            from topic in place.Topics
            select new Use(one.Place, UndeclaredEntry.RuleId(document), topic.Value, RecordPart.Value, place.Format, when) { IsObserving = one.Action.Value == "observe" };
        // A longer pattern is an error of its own.
        return protecting.Concat(keeping).Concat(undeclared).Where(use => use.Topic.Length <= NamePattern.MaxLength);
    }

    /// <summary>What goes as a whole is not read.</summary>
    private static bool IsUnread(FindEntry find, Treatment treatment) => !find.Part.IsValue && find.Path.Value == FieldPath.Whole && treatment is Drop or Nullify;

    private static string Names(List<Use> uses) => string.Join(", ", uses.GroupBy(use => use.FormatName).Select(same => $"'{same.Key}' (rule {string.Join(", ", same.Select(use => use.RuleId).Distinct())})"));

    /// <summary>In what a rule expects one part of a topic's records.</summary>
    private sealed record Use(Place Place, string RuleId, string Topic, RecordPart Part, ValueFormats Format, When When)
    {
        internal NamePattern Pattern { get; } = NamePattern.Parse(Topic);

        /// <summary>It refuses nothing, and nothing is kept from anybody for its sake.</summary>
        internal bool IsObserving { get; init; }

        internal string FormatName => Format == ValueFormats.Framed ? "avro, protobuf, json-schema" : FormatNames.Of(Format);

        /// <summary>Whatever has no frame is a text too.</summary>
        internal bool Admits(Use other) =>
            (Format & other.Format) != 0
            || (Format == ValueFormats.Text && (other.Format & ValueFormats.Raw) != 0)
            || (other.Format == ValueFormats.Text && (Format & ValueFormats.Raw) != 0);
    }
}
