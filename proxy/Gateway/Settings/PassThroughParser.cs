using System.Collections.Immutable;
using Compliance.Gateway.Login;
using Compliance.Gateway.Login.Tokens;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>passThrough: true</c>, or <c>{mechanisms, oauth: {principal, groups, claims}, gssapi: {principal}}</c>, of a route's clients.</summary>
internal static class PassThroughParser
{
    private const string User = "User:";
    private static readonly ImmutableArray<string> Known = [.. SaslMechanism.All, SaslMechanism.Kerberos];

    /// <summary>Null, and problems, where it is malformed.</summary>
    public static PassThroughSettings? Parse(MapReader clients)
    {
        var node = clients.Find("passThrough")!;
        if (node is YamlScalar { Value: "true" })
            return new PassThroughSettings(SaslMechanism.All, new PassThroughPlan());
        if (MapReader.Open(node, SettingsVocabulary.PassThrough, clients.Problems) is not { } map)
            return null;
        var kerberos = Kerberos(map);
        var mechanisms = Mechanisms(map);
        var tokens = Tokens(map);
        if (mechanisms.Contains(SaslMechanism.Kerberos) && !map.Has("gssapi"))
            map.Problems.Error(map.PlaceOf("mechanisms"), "GSSAPI needs 'gssapi': {principal: User:NAME}. Only brokers can open the tickets of Kerberos, so the proxy does not learn whose they are: all who come by it are this one principal, for policies, quotas and evidence.");
        if (!mechanisms.Contains(SaslMechanism.Kerberos) && map.Has("gssapi"))
            map.Problems.Error(map.PlaceOf("gssapi"), "'gssapi' has no use: GSSAPI is not in the list of mechanisms.");
        if (!mechanisms.Contains(SaslMechanism.OAuthBearer) && map.Has("oauth"))
            map.Problems.Error(map.PlaceOf("oauth"), "'oauth' has no use: OAUTHBEARER is not in the list of mechanisms.");
        return new PassThroughSettings(mechanisms, tokens with { KerberosPrincipal = kerberos });
    }

    /// <summary>Left out: all by which the proxy can learn who comes.</summary>
    private static ImmutableArray<string> Mechanisms(MapReader map)
    {
        if (!map.Has("mechanisms"))
            return map.Has("gssapi") ? Known : SaslMechanism.All;
        var named = map.Texts("mechanisms", required: true);
        foreach (var text in named)
        {
            if (!Known.Contains(text.Value))
                map.Problems.Error(text.Place, $"'{text}' is no mechanism that passes through; there are {string.Join(", ", Known)}.");
            else if (named.First(other => other.Value == text.Value).Place != text.Place)
                map.Problems.Error(text.Place, $"'{text}' stands in the list already.");
        }

        return [.. named.Select(text => text.Value)];
    }

    private static PassThroughPlan Tokens(MapReader map)
    {
        if (map.Find("oauth") is not { } node || MapReader.Open(node, SettingsVocabulary.PassedOAuth, map.Problems) is not { } oauth)
            return new PassThroughPlan();
        var (principal, groups, claims) = (oauth.OptionalText("principal"), oauth.OptionalText("groups"), oauth.Texts("claims"));
        foreach (var named in claims.Concat(new[] { principal, groups }.OfType<Text>()).Where(named => !TokenClaims.IsReference(named.Value)))
            map.Problems.Error(named.Place, $"'{named}' begins as a JSON Pointer to a claim inside others (RFC 6901) and is none: ~ stands as ~0 there.");
        return new PassThroughPlan { Principal = principal?.Value ?? "sub", Groups = groups?.Value, Claims = [.. claims.Select(claim => claim.Value)] };
    }

    private static string? Kerberos(MapReader map)
    {
        if (map.Find("gssapi") is not { } node || MapReader.Open(node, SettingsVocabulary.PassedKerberos, map.Problems) is not { } gssapi || gssapi.RequiredText("principal") is not { } text)
            return null;
        if (text.Value.StartsWith(User, StringComparison.Ordinal) && UserName.FitsPrincipal(text.Value[User.Length..]))
            return text.Value[User.Length..];
        map.Problems.Error(text.Place, "'principal' is written as Kafka does: User:NAME, without blanks.");
        return null;
    }
}
