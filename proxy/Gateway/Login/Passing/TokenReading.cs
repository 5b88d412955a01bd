using System.Buffers.Text;
using System.Text.Unicode;
using Compliance.Gateway.Login.Tokens;
using Compliance.Gateway.Settings;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Login.Passing;

/// <summary>
/// Whom a JSON Web Token names. Read, not verified: that is the broker's, whose success makes it true. So that both read the same, a token
/// that could be read in two ways is not sent on. One for a route under one plan; thread-safe.
/// </summary>
internal sealed class TokenReading(PassThroughPlan plan, int maxTokenBytes)
{
    private const string Unread = "The token is no JSON Web Token that can be read, so that nobody would know whose it is.";

    public int MaxTokenBytes => maxTokenBytes;

    public WatchStep Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || ClaimsOf(parts[0]) is not { } header || ClaimsOf(parts[1]) is not { } claims)
            return new WatchStep(null, Unread);
        if (header.Has("crit"))
            return new WatchStep(null, "The token's header demands an extension ('crit') that is not known.");
        if (claims.Name(plan.Principal) is not { } user)
            return new WatchStep(null, $"The token's claim '{plan.Principal}', the principal, is missing or no fit name.");
        List<string> groups = plan.Groups is { } claim ? [.. claims.Values(claim)] : [];
        List<(string, string)> named = [.. plan.Claims.SelectMany(name => claims.Values(name).Select(value => (name, value)))];
        return new WatchStep(user, "", groups.Count + named.Count > 0 ? new LoginFacts(groups, named) : null);
    }

    /// <summary>Null: it is no base 64 of URLs without padding, or no JSON object in UTF-8 with each name once.</summary>
    private static TokenClaims? ClaimsOf(string part) =>
        !part.Contains('=', StringComparison.Ordinal) && Base64Url.IsValid(part) && Base64Url.DecodeFromChars(part) is var json && Utf8.IsValid(json) ? TokenClaims.Read(json) : null;
}
