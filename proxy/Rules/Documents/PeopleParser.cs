using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>
/// Reads <c>name: {principals: [pattern], mechanisms: [SASL mechanism], groups: [pattern], claims: {name: [pattern]},
/// certificates: {subject: [pattern], san: [pattern]}, networks: [address/bits]}</c>.
/// </summary>
internal static class PeopleParser
{
    internal static readonly string[] Alternatives = ["principals", "groups", "claims", "certificates", "networks"];

    internal static PeopleEntry Parse(Text name, YamlNode value, ProblemList problems)
    {
        if (MapReader.Open(value, Vocabulary.People, problems) is not { } map)
            return new(name, [], [], [], [], [], [], []);
        if (!Alternatives.Any(map.Has))
            problems.Error(name.Place, $"It is not said who '{name}' are; add {string.Join(", ", Alternatives[..^1])} or {Alternatives[^1]}.");
        var certificates = map.Find("certificates") is { } node ? MapReader.Open(node, Vocabulary.Certificate, problems) : null;
        if (certificates is not null && !certificates.Has("subject") && !certificates.Has("san"))
            problems.Error(certificates.Place, "'certificates' says what stands in them; add 'subject' or 'san'.");
        return new(name, map.Texts("principals"), Mechanisms(map), map.Texts("groups"), Claims(map), certificates?.Texts("subject") ?? [], certificates?.Texts("san") ?? [], map.Texts("networks"));
    }

    /// <summary>Names of claims are whatever the issuer of tokens calls them.</summary>
    internal static ImmutableArray<ClaimEntry> Claims(MapReader map)
    {
        if (map.Find("claims") is not YamlMap { Entries: var entries } node)
        {
            _ = map.Entries("claims");
            return [];
        }

        var claims = MapReader.Open(node, new("'claims'", [.. entries.Select(e => e.Key.Value)]), map.Problems)!;
        return [.. entries.Select(e => new ClaimEntry(new(e.Key.Value, e.Key.Place), claims.Texts(e.Key.Value)))];
    }

    private static ImmutableArray<string> Mechanisms(MapReader map)
    {
        var mechanisms = map.Texts("mechanisms");
        foreach (var unknown in mechanisms.Where(m => !MechanismNames.All.Contains(m.Value)))
            map.Problems.Error(unknown.Place, $"'{unknown}' is no SASL mechanism{Suggestion.For(unknown.Value, MechanismNames.All)} Known: {string.Join(", ", MechanismNames.All)}.");
        return [.. mechanisms.Select(m => m.Value)];
    }
}
