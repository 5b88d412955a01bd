using Compliance.Rules;

namespace Compliance.Gateway.Settings.Checks;

/// <summary>Routes of one port are told apart by their names, and have in common what comes before a name.</summary>
internal static class SniCheck
{
    public static void Run(SettingsDocument document, ProblemList problems)
    {
        var named = document.Routes.Where(route => route.Listen is { Sni: not null, Plan.Port: > 0 });
        foreach (var routes in named.GroupBy(route => (route.Listen.Plan.Address, route.Listen.Plan.Port)).Select(group => group.ToList()))
        {
            for (var i = 1; i < routes.Count; i++)
            {
                for (var j = 0; j < i; j++)
                    Compare(routes[i], routes[j], problems);
                if (!AreAlike(routes[i].Listen.ProxyProtocol, routes[0].Listen.ProxyProtocol))
                    problems.Error(routes[i].Listen.Port, $"Routes '{routes[i].Name}' and '{routes[0].Name}' (line {routes[0].Listen.Port.Line}) share a port, and a PROXY header comes before the name that tells them apart: write the same 'proxyProtocol' in both.");
            }
        }
    }

    private static void Compare(RouteSettings route, RouteSettings other, ProblemList problems)
    {
        var (names, theirs) = (route.Listen.Sni!, other.Listen.Sni!);
        var whose = $"of route '{other.Name}' (line {theirs.Place.Line}), on the same port";
        if (names.Plan.Bootstrap == theirs.Plan.Bootstrap)
            problems.Error(names.Bootstrap, $"'{names.Plan.Bootstrap}' is the bootstrap {whose}; a name leads to one route.");
        if (theirs.Plan.NodeOf(names.Plan.Bootstrap) >= 0)
            problems.Error(names.Bootstrap, $"'{names.Plan.Bootstrap}' is by '{theirs.Plan.Broker}' a broker {whose}; a name leads to one route.");
        if (names.Plan.NodeOf(theirs.Plan.Bootstrap) >= 0)
            problems.Error(names.Broker, $"By '{names.Plan.Broker}' the bootstrap '{theirs.Plan.Bootstrap}' {whose}, would be a broker here; a name leads to one route.");
        if (names.Plan.Meets(theirs.Plan))
            problems.Error(names.Broker, $"Names by '{names.Plan.Broker}' and '{theirs.Plan.Broker}' {whose}, can be the same; a name leads to one route.");
    }

    private static bool AreAlike(ProxyProtocolPlan? one, ProxyProtocolPlan? other) =>
        one is null || other is null ? one is null && other is null : one.IsRequired == other.IsRequired && one.From.ToHashSet().SetEquals(other.From);
}
