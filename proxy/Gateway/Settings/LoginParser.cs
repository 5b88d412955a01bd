using Compliance.Gateway.Login;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>
/// Reads <c>login</c> of a cluster or route, and a principal's account: <c>{mechanism, user, password}</c>, or <c>{mechanism: OAUTHBEARER, tokenUrl,
/// clientId, clientSecret, scope, audience, ca, extensions}</c>.
/// </summary>
internal static class LoginParser
{
    private static readonly string[] OfPasswords = ["user", "password"];
    private static readonly string[] OfTokens = ["tokenUrl", "clientId", "clientSecret", "scope", "audience", "ca", "extensions"];

    /// <summary>Null where there is none, or, with problems, none that could be used.</summary>
    public static LoginSettings? Parse(MapReader holder) => holder.Find("login") is { } node ? Parse(node, SettingsVocabulary.Login, holder.Problems) : null;

    /// <summary>Null, with problems: none that could be used.</summary>
    public static LoginSettings? Parse(YamlNode node, Vocabulary words, ProblemList problems)
    {
        if (MapReader.Open(node, words, problems) is not { } map)
            return null;
        var mechanism = Mechanism.OfLogin(map);
        var takesTokens = mechanism == SaslMechanism.OAuthBearer;
        foreach (var odd in (mechanism is null ? [] : takesTokens ? OfPasswords : OfTokens).Where(map.Has))
        {
            map.Problems.Error(map.PlaceOf(odd), takesTokens
                ? $"'{odd}' has no use with OAUTHBEARER, which logs in by a token: write clientId and clientSecret, by which the provider at tokenUrl gives one."
                : $"'{odd}' has no use with {mechanism}; it belongs to OAUTHBEARER.");
        }

        var tokens = takesTokens ? Tokens(map) : null;
        var user = map.RequiredText(takesTokens ? "clientId" : "user");
        var password = Secret(map, takesTokens ? "clientSecret" : "password");
        return mechanism is not null && user is { } name && password is { } reference && (tokens is not null || !takesTokens) ? new LoginSettings(mechanism, name, reference, tokens) : null;
    }

    private static Text? Secret(MapReader map, string key)
    {
        var written = map.RequiredText(key);
        if (written is not { } secret || SecretText.IsReference(secret.Value))
            return written;
        map.Problems.Error(secret.Place, $"A {(key == "password" ? "password" : "secret")} does not stand in the settings: write ${{env:NAME}} or ${{file:PATH}}.");
        return null;
    }

    private static TokenSettings? Tokens(MapReader map)
    {
        var scopes = map.Texts("scope");
        foreach (var scope in scopes.Where(scope => !OAuthParser.IsScope(scope.Value)))
            map.Problems.Error(scope.Place, OAuthParser.ScopeGrammar);
        var (audience, ca, extensions) = (map.OptionalText("audience"), map.OptionalText("ca"), Extensions(map));
        if (map.RequiredText("tokenUrl") is not { } text)
            return null;

        // The client's secret goes there, and a token comes back that lets in whoever has it.
        if (!Uri.TryCreate(text.Value, UriKind.Absolute, out var url) || url is not { UserInfo: "", Fragment: "" } || !(url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)))
        {
            map.Problems.Error(text.Place, "'tokenUrl' is the https address where the provider gives out tokens (its token_endpoint; http on this machine alone).");
            return null;
        }

        if (ca is { } voucher && url.Scheme == "http")
            map.Problems.Error(voucher.Place, "'ca' vouches for an https address, and 'tokenUrl' is none; remove it.");
        return new TokenSettings(url, scopes) { Audience = audience, Ca = ca, Extensions = extensions };
    }

    /// <summary>Grammar (RFC 7628, section 3.1): <c>1*ALPHA "=" *(VCHAR / SP / HTAB / CR / LF) 0x01</c>, and none of them <c>auth</c>.</summary>
    private static string Extensions(MapReader map)
    {
        var written = "";
        foreach (var (key, value) in map.Entries("extensions"))
        {
            if (key.Value is "auth" or "" || !key.Value.All(char.IsAsciiLetter))
                map.Problems.Error(key.Place, $"'{key.Value}' can't be the name of an extension: those are letters alone, and not 'auth' (RFC 7628).");
            else if (value is not YamlScalar { IsNull: false } text || !text.Value.All(c => c is (>= ' ' and <= '~') or '\t' or '\r' or '\n'))
                map.Problems.Error(value.Place, $"The extension '{key.Value}' has a single value of printable ASCII.");
            else
                written += $"{key.Value}={text.Value}\u0001";
        }

        return written;
    }
}
