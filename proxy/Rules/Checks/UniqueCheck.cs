using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// Ids stand in audit events, so each means one thing over all files; a key's name means one key, for all files share the key ring.
/// </summary>
internal static class UniqueCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        Report(set.Documents.Select(d => d.Header.Id), "policy", problems);
        Report(set.Documents.SelectMany(d => d.Protect.Select(r => r.Id).Concat(d.Access.Select(r => r.Id)).Concat(d.Audit.Select(r => r.Id)).Concat(d.Rows.Select(r => r.Id)).Concat(d.Quotas.Select(r => r.Id)).Concat(d.Retention.Select(r => r.Id))), "rule", problems);

        foreach (var keys in set.Documents.SelectMany(d => d.Keys.Select(k => (Key: k, Source: KeyPlaces.Source(d, k), Earlier: string.Join('\n', KeyPlaces.Earlier(d, k))))).GroupBy(k => k.Key.Name.Value))
        {
            foreach (var (key, source, _) in keys.Where(k => k.Source is not null && (k.Source != keys.First().Source || k.Earlier != keys.First().Earlier)))
                problems.Error(key.Name.Place, $"Key '{key.Name}' is another one in {keys.First().Key.Name.Place}; give it another name, or the same source ({source} here).");
        }
    }

    private static void Report(IEnumerable<Text> ids, string what, ProblemList problems)
    {
        var seen = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var id in ids.Where(i => i.Value.Length > 0))
        {
            if (!seen.TryAdd(id.Value, id.Place))
                problems.Error(id.Place, $"The {what} id '{id}' is taken by {seen[id.Value]}; audit events name rules by their id, so give each its own.");
        }
    }
}
