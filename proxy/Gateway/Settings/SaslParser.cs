using Compliance.Gateway.Login;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>sasl: {mechanisms, users, oauth, maxReauth}</c> of a route's clients: what a mechanism needs is there, and nothing that none does.</summary>
internal static class SaslParser
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static SaslSettings? Parse(MapReader clients)
    {
        if (MapReader.Open(clients.Find("sasl")!, SettingsVocabulary.Sasl, clients.Problems) is not { } sasl)
            return null;
        var mechanisms = Mechanism.Offered(sasl);
        var takesTokens = mechanisms.Any(mechanism => mechanism.Value == SaslMechanism.OAuthBearer);
        var takesUsers = mechanisms.Any(mechanism => mechanism.Value != SaslMechanism.OAuthBearer) || mechanisms.IsEmpty;
        var users = takesUsers ? sasl.RequiredText("users") : null;
        var oauth = OAuthParser.Parse(sasl);
        if (!takesUsers && sasl.Has("users"))
            sasl.Problems.Error(sasl.PlaceOf("users"), "'users' has no use: no mechanism of the list proves a user by a password.");
        if (takesTokens && !sasl.Has("oauth"))
            sasl.Problems.Error(sasl.Place, "OAUTHBEARER needs 'oauth': {keys: ADDRESS or FILE, issuer: …, audience: …}.");
        if (!takesTokens && sasl.Has("oauth"))
            sasl.Problems.Error(sasl.PlaceOf("oauth"), "'oauth' has no use: OAUTHBEARER is not in the list of mechanisms.");
        TimeSpan? maxReauth = sasl.Has("maxReauth") ? sasl.Duration("maxReauth", Second * 3600, Second, Second * 3600 * 24 * 365) : null;
        return (takesUsers && users is null) || (takesTokens && oauth is null) ? null : new SaslSettings(users, mechanisms) { OAuth = oauth, MaxReauth = maxReauth };
    }
}
