using Compliance.Rules.Compiled;

namespace Compliance.Rules.Checks;

/// <summary>
/// What may be written to a topic is what is read of it. Where rules for the one and rules for the other expect formats of which none is the same,
/// either what is written is withheld from readers, or what readers are protected from can't be written. Nobody means that.
/// </summary>
internal static class FormatsApartCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var all = FormatUse.All(set.Documents);
        foreach (var uses in all.GroupBy(use => use.Part).Where(uses => uses.DistinctBy(use => use.Format).Count() > 1))
        {
            var (written, read) = (uses.Where(use => use.When == When.Produce).ToList(), uses.Where(use => use.When == When.Consume).ToList());
            var told = new HashSet<FormatUse>();
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
    private static List<FormatUse> Apart(FormatUse use, List<FormatUse> others)
    {
        if (use.IsObserving || others.Exists(other => other.Topic == use.Topic && other.Admits(use)))
            return [];
        var near = others.Where(other => other.Pattern.Meets(use.Pattern)).ToList();
        return near.Exists(other => other.Admits(use)) || !near.Exists(other => !other.IsObserving && other.Pattern.Covers(use.Pattern)) ? [] : [.. near.Where(other => !other.IsObserving)];
    }

    private static string Names(List<FormatUse> uses) => string.Join(", ", uses.GroupBy(use => use.FormatName).Select(same => $"'{same.Key}' (rule {string.Join(", ", same.Select(use => use.RuleId).Distinct())})"));
}
