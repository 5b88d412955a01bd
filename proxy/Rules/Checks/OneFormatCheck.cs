using Compliance.Rules.Compiled;

namespace Compliance.Rules.Checks;

/// <summary>
/// A value without a frame does not say in what it is written, so of the formats without one a topic has a single one in each direction. By a second one
/// nothing would be read: what is written so would be refused, or withheld.
/// </summary>
internal static class OneFormatCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var uses in FormatUse.All(set.Documents).Where(use => (use.Format & ValueFormats.Raw) != 0).GroupBy(use => (use.When, use.Part.Header is null ? use.Part.Name : null)))
        {
            if (uses.DistinctBy(use => use.Format).Skip(1).Any())
                Look([.. uses.DistinctBy(use => (use.Place, use.Topic, use.Part, use.Format, use.IsOfRows))], problems);
        }
    }

    private static void Look(List<FormatUse> uses, ProblemList problems)
    {
        var told = new HashSet<Place>();
        for (var i = 1; i < uses.Count; i++)
        {
            var use = uses[i];
            if (told.Contains(use.Place) || uses.Take(i).FirstOrDefault(other => AreApart(use, other)) is not { } first)
                continue;
            told.Add(use.Place);
            var (where, done) = use.When == When.Produce ? ("written to", "refused") : ("read from", "withheld");
            problems.Error(use.Place, $"Rule {use.RuleId} expects {use.Part.Words} of what is {where} '{use.Topic}' in '{use.FormatName}', and rule {first.RuleId} ({first.Place}, '{first.Topic}') in '{first.FormatName}'. "
                + $"Neither has a frame that tells which it is, so one format alone is read there and all else is {done}. Write one 'format' in both, or keep their topics apart.");
        }
    }

    private static bool AreApart(FormatUse one, FormatUse other) =>
        one.Format != other.Format && ReadTogether(one, other) && one.Pattern.Meets(other.Pattern);

    /// <summary>
    /// A rule of rows reads by itself, and any value as a text. Of headers the narrower pattern may say that a text is JSON, which is what is read then.
    /// </summary>
    private static bool ReadTogether(FormatUse one, FormatUse other)
    {
        if (one.IsOfRows || other.IsOfRows)
            return one.Format != ValueFormats.Text && other.Format != ValueFormats.Text;
        return one.Part == other.Part
            || (one.Part.Covers(other.Part) && other.Format == ValueFormats.Text)
            || (other.Part.Covers(one.Part) && one.Format == ValueFormats.Text);
    }
}
