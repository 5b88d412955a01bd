using System.Collections.Immutable;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Edge.Names;

/// <summary>The names of one port. Immutable; swapped as a whole when a route comes or goes.</summary>
internal sealed class NameDirectory
{
    private readonly ImmutableArray<(SniPlan Names, RouteState Route)> _routes;
    private readonly Dictionary<string, RouteState> _bootstraps = new(StringComparer.Ordinal);

    private NameDirectory(ImmutableArray<(SniPlan Names, RouteState Route)> routes)
    {
        _routes = routes;
        foreach (var (names, route) in routes)
            _bootstraps[names.Bootstrap] = route;
    }

    public static NameDirectory Empty { get; } = new([]);

    /// <summary>Any of its routes; null: there is none.</summary>
    public RouteState? First => _routes.IsEmpty ? null : _routes[0].Route;

    /// <summary>For a log line.</summary>
    public string Bootstraps => string.Join(", ", _routes.Select(route => route.Names.Bootstrap));

    /// <summary>A name that leads to two routes, while one takes the other's place, leads to the one that came last.</summary>
    public NameDirectory With(SniPlan names, RouteState route) => new(_routes.Add((names, route)));

    public NameDirectory Without(RouteState route) => new(_routes.RemoveAll(known => known.Route == route));

    public bool Holds(RouteState route) => _routes.Any(known => known.Route == route);

    /// <summary>Null: nobody has that name. Whether there is such a broker is not looked at.</summary>
    public NamedRoute? Find(string name)
    {
        var asked = HostText.Normal(name);
        if (_bootstraps.TryGetValue(asked, out var bootstrap))
            return new NamedRoute(bootstrap, NamedPort.AnyNode);
        for (var i = _routes.Length - 1; i >= 0; i--)
        {
            if (_routes[i].Names.NodeOf(asked) is var node and >= 0)
                return new NamedRoute(_routes[i].Route, node);
        }

        return null;
    }
}
