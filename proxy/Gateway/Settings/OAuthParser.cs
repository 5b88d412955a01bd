using System.Collections.Immutable;
using Compliance.Gateway.Login.Tokens;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>oauth: {keys, ca, issuer, audience, principal, groups, claims, scope, require, type, clockSkew}</c> of a route's <c>sasl</c>.</summary>
internal static class OAuthParser
{
    public const string ScopeGrammar = "A scope is printable ASCII without blanks, quotes and backslashes (RFC 6749); write several as a list.";
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    public static bool IsScope(string scope) => scope.All(c => c is > ' ' and <= '~' and not ('"' or '\\'));

    public static OAuthSettings? Parse(MapReader sasl)
    {
        if (sasl.Find("oauth") is not { } node || MapReader.Open(node, SettingsVocabulary.OAuth, sasl.Problems) is not { } map)
            return null;
        var (keys, issuer, audiences) = (map.RequiredText("keys"), map.RequiredText("issuer"), map.Texts("audience", required: true));
        var (principal, groups, claims) = (map.OptionalText("principal"), map.OptionalText("groups"), map.Texts("claims"));
        var required = Required(map);
        foreach (var named in claims.Concat(new[] { principal, groups }.OfType<Text>()).Concat(required.Select(claim => claim.Name)).Where(named => !TokenClaims.IsReference(named.Value)))
            map.Problems.Error(named.Place, $"'{named}' begins as a JSON Pointer to a claim inside others (RFC 6901) and is none: ~ stands as ~0 there.");
        var scopes = map.Texts("scope");
        foreach (var scope in scopes.Where(scope => !IsScope(scope.Value)))
            map.Problems.Error(scope.Place, ScopeGrammar);
        var type = map.OptionalText("type");
        if (type is { } said && !said.Value.All(c => char.IsAsciiLetterOrDigit(c) || "!#$&-^_.+/".Contains(c, StringComparison.Ordinal)))
            map.Problems.Error(said.Place, "'type' is the media type that the header of a token has as its typ, such as at+jwt (RFC 9068).");
        var skew = map.Duration("clockSkew", TimeSpan.FromSeconds(30), TimeSpan.Zero, MaxSkew);
        if (keys is not { } from || issuer is not { } by)
            return null;
        var settings = new OAuthSettings(from, by, audiences)
        {
            Ca = map.OptionalText("ca"),
            Principal = principal?.Value ?? "sub",
            Groups = groups?.Value,
            Claims = [.. claims.Select(claim => claim.Value)],
            Scopes = [.. scopes.Select(scope => scope.Value)],
            Required = [.. required.Select(claim => (claim.Name.Value, claim.Values))],
            Type = type?.Value,
            ClockSkew = skew,
        };
        CheckKeys(settings, map.Problems);
        return settings;
    }

    private static void CheckKeys(OAuthSettings settings, ProblemList problems)
    {
        var keys = settings.Keys;
        if (keys.Value.Contains("://", StringComparison.Ordinal))
        {
            // Whoever can change the keys on their way lets in whom he likes.
            if (settings.Url is not { UserInfo: "", Fragment: "" } url || !(url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)))
                problems.Error(keys.Place, "'keys' is the https address of the issuer's JSON Web Key Set (its jwks_uri; http on this machine alone), or a file that holds it.");
        }
        else if (settings.Ca is { } ca)
            problems.Error(ca.Place, "'ca' vouches for an address, and 'keys' is a file; remove it.");
    }

    /// <summary>Claims that a token must have, each with one of its values.</summary>
    private static ImmutableArray<(Text Name, ImmutableArray<string> Values)> Required(MapReader oauth)
    {
        if (oauth.Find("require") is not YamlMap { Entries: var entries } node)
        {
            _ = oauth.Entries("require");
            return [];
        }

        var claims = MapReader.Open(node, new("'require'", [.. entries.Select(entry => entry.Key.Value)]), oauth.Problems)!;
        return [.. entries.Select(entry => (new Text(entry.Key.Value, entry.Key.Place), claims.Texts(entry.Key.Value).Select(value => value.Value).ToImmutableArray()))];
    }
}
