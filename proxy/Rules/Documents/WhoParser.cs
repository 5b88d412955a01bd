using System.Net;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>as: {principal, mechanism, groups, claims: {name: value}, certificate: {subject, san}, address, group, clientId, purpose, breakGlass, at}</c> of a test.</summary>
internal static class WhoParser
{
    internal static WhoEntry? Parse(MapReader test)
    {
        if (test.Required("as") is not { } node || MapReader.Open(node, Vocabulary.As, test.Problems) is not { } map || map.RequiredText("principal") is not { } principal)
            return null;
        return new(principal, map.OptionalText("mechanism"), ParseLogin(map), ParseAddress(map), map.OptionalText("group"), map.OptionalText("clientId"), map.OptionalText("purpose"), map.OptionalText("breakGlass"), map.Instant("at"));
    }

    private static IPAddress? ParseAddress(MapReader map)
    {
        if (map.OptionalText("address") is not { } text)
            return null;
        if (NetworkText.Parse(text.Value, out _) is { } network && !text.Value.Contains('/', StringComparison.Ordinal))
            return network.BaseAddress;
        map.Problems.Error(text.Place, $"'{text}' is no address; write 10.1.2.3 or 2001:db8::7.");
        return null;
    }

    private static LoginFacts? ParseLogin(MapReader map)
    {
        var certificate = map.Find("certificate") is { } node ? MapReader.Open(node, Vocabulary.Certificate, map.Problems) : null;
        var groups = map.Texts("groups");
        var claims = PeopleParser.Claims(map);
        if (groups.IsEmpty && claims.IsEmpty && certificate is null)
            return null;
        return new(
            groups.Select(g => g.Value), claims.SelectMany(c => c.Values.Select(v => (c.Name.Value, v.Value))), certificate?.OptionalText("subject")?.Value,
            certificate?.Texts("san").Select(n => n.Value));
    }
}
