using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Settings.Checks;

/// <summary>What policies say of emergencies, and what a route's settings do, belong together.</summary>
internal static class BreakGlassCheck
{
    public static void Run(RouteSettings route, RuleSet rules, ProblemList problems)
    {
        var opens = rules.Opens.ToList();
        if (route.BreakGlass is null && opens.Count > 0)
            problems.Warning(route.Policies!.Value.Place, $"The policies say what a break-glass grant opens ({string.Join(", ", opens)}), and nobody can give one on route '{route.Name}': add breakGlass: {{folder: …, origin: …, people: {{NAME: KEY.pub}}}}, if it is to be opened here.");
        else if (route.BreakGlass is { } settings && opens.Count == 0)
            problems.Warning(settings.Place, $"No rule of the policies of route '{route.Name}' says what a break-glass grant opens, so that none opens anything: write 'breakGlass: NAME' in a rule or an exception.");
    }
}
