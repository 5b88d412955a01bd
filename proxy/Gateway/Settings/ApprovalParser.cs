using System.Collections.Immutable;
using Compliance.Gateway.Approval;
using Compliance.Rules.Documents;
using Compliance.Signing;

namespace Compliance.Gateway.Settings;

/// <summary>Reads a route's <c>approvals</c>.</summary>
internal static class ApprovalParser
{
    private const int FewestPeople = 2;
    private const int MostPeople = 100;
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(365);

    /// <summary>Null, and problems, where a part is missing or malformed; null without a problem where the route demands none.</summary>
    public static ApprovalSettings? Parse(MapReader route, Text? policies)
    {
        if (route.Find("approvals") is not { } node || MapReader.Open(node, SettingsVocabulary.Approvals, route.Problems) is not { } map)
            return null;
        if (policies is null)
            route.Problems.Error(map.Place, "'approvals' are those of policies, and the route has none; add 'policies' with their folder.");
        var people = People(map);
        var needed = map.Int("needed", ApprovalPlan.DefaultNeeded, FewestPeople, MostPeople);
        if (people.Length < needed && map.Has("people"))
            map.Problems.Error(map.PlaceOf("people"), $"'people' names {people.Length}, and 'needed' demands {needed} of them; name more.");
        var within = map.Duration("within", ApprovalPlan.DefaultWithin, TimeSpan.FromMinutes(1), LongestWait);
        return map.RequiredText("origin") is { } origin && IsLine(origin, map) ? new ApprovalSettings(origin, people, needed, within) : null;
    }

    /// <summary>Who signs something, with the files of their public keys.</summary>
    public static ImmutableArray<(Text Name, ImmutableArray<Text> Keys)> People(MapReader map)
    {
        map.Required("people");
        var people = map.Entries("people").Select(entry => (Name: new Text(entry.Key.Value, entry.Key.Place), Keys: KeysOf(entry, map))).ToImmutableArray();
        foreach (var (name, _) in people.Where(person => !SignedNote.IsName(person.Name.Value)))
            map.Problems.Error(name.Place, $"'{name}' is no name that signs: one word without a plus sign.");
        return people;
    }

    /// <summary>One file or a list of them: all that were ever the person's, or what he said with an earlier one counts for nothing.</summary>
    private static ImmutableArray<Text> KeysOf(YamlEntry entry, MapReader map)
    {
        var nodes = entry.Value is YamlList list ? list.Items : [entry.Value];
        var keys = nodes.OfType<YamlScalar>().Where(key => !key.IsNull && key.Value.Trim().Length > 0).Select(key => new Text(key.Value, key.Place)).ToImmutableArray();
        if (keys.Length != nodes.Length || keys.IsEmpty)
            map.Problems.Error(entry.Key.Place, $"'{entry.Key.Value}' is followed by a file with a public key, or a list of such.");
        return keys;
    }

    public static bool IsLine(Text origin, MapReader map)
    {
        if (!origin.Value.Any(char.IsControl))
            return true;
        map.Problems.Error(origin.Place, "'origin' is one line of text, such as bank.example/payments.");
        return false;
    }
}
