using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Settings.Checks;

/// <summary>
/// What a route's policies ask of its clients can be had there: the purpose that it states is one of theirs, and its logins prove what people
/// are told by.
/// </summary>
internal static class LoginCheck
{
    /// <param name="route">As written.</param>
    /// <param name="clients">How its clients log in.</param>
    /// <param name="rules">Its policies.</param>
    /// <param name="problems">Takes what is wrong in the settings.</param>
    /// <param name="theirs">Takes what is odd in the policies.</param>
    public static void Run(RouteSettings route, ClientsPlan clients, RuleSet rules, ProblemList problems, List<Problem> theirs)
    {
        if (route.Purpose is { } purpose && !rules.HasPurpose(purpose.Value))
            problems.Error(purpose.Place, $"No policy of the route declares the purpose '{purpose}'; declare it under 'purposes' of one, or correct the name.");
        foreach (var need in rules.LoginNeeds)
        {
            var missing = string.Join(" and ", Missing(need, clients));
            if (missing.Length > 0)
                theirs.Add(new(need.Place.File, need.Place.Line, need.Place.Column, $"Nobody is one of the people '{need.People}' on route '{route.Name}': they are told by {missing}, which a login there ({How(clients)}) does not prove.", Severity.Warning));
        }
    }

    private static string How(ClientsPlan clients) => clients.IsAnonymous ? "none: clients are anonymous"
        : string.Join(", ", clients.ShowCertificates ? clients.Mechanisms.Prepend("certificates") : clients.Mechanisms);

    private static IEnumerable<string> Missing(LoginNeed need, ClientsPlan clients)
    {
        if (!need.Mechanisms.IsEmpty && !need.Mechanisms.Any(mechanism => clients.Mechanisms.Contains(mechanism)))
            yield return string.Join(" or ", need.Mechanisms);
        if (need.Groups && clients.GroupsClaim is null)
            yield return "groups";
        if (need.Claims.Where(claim => !clients.Claims.Contains(claim)).ToList() is { Count: > 0 } claims)
            yield return clients.OAuth is null && clients.PassThrough is null ? "claims of a token" : $"a token's {string.Join(" and ", claims)}, which oauth.claims does not name";
        if (need.Certificate && !clients.ShowCertificates)
            yield return "a client's certificate";
    }
}
