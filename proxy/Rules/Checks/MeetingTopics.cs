using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>Entries of classes, grouped so that all that one topic could have are in one group.</summary>
internal static class MeetingTopics
{
    internal static IEnumerable<IEnumerable<FindEntry>> Group(IReadOnlyList<FindEntry> finds)
    {
        // A longer pattern, and an entry without any, are errors of their own.
        var names = finds.SelectMany(f => f.Topics).Select(t => t.Value).Where(t => t.Length <= NamePattern.MaxLength).Distinct(StringComparer.Ordinal).ToList();
        var groups = Enumerable.Range(0, names.Count).ToArray();
        var patterns = names.ConvertAll(NamePattern.Parse);
        for (var i = 0; i < groups.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (groups[i] != groups[j] && patterns[i].Meets(patterns[j]))
                    Join(groups, groups[i], groups[j]);
            }
        }

        var places = names.Index().ToDictionary(n => n.Item, n => n.Index, StringComparer.Ordinal);
        var known = finds.Select(f => (Find: f, Places: f.Topics.Where(t => places.ContainsKey(t.Value)).Select(t => places[t.Value]).ToList()))
            .Where(f => f.Places.Count > 0).ToList();
        foreach (var (_, own) in known)
            own.ForEach(place => Join(groups, groups[place], groups[own[0]]));
        return known.GroupBy(f => groups[f.Places[0]], f => f.Find);
    }

    private static void Join(int[] groups, int from, int to)
    {
        if (from != to)
            groups.AsSpan().Replace(from, to);
    }
}
