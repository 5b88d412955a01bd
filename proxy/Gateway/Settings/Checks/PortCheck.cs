using System.Net;
using Compliance.Rules;

namespace Compliance.Gateway.Settings.Checks;

/// <summary>No two listeners want one port, but where names tell their routes apart.</summary>
internal static class PortCheck
{
    public static void Run(SettingsDocument document, ProblemList problems)
    {
        var taken = new List<PortClaim>();
        foreach (var route in document.Routes)
        {
            var (plan, name) = (route.Listen.Plan, route.Name.Value);
            Claim(new PortClaim($"the bootstrap port of route '{name}'", plan.Address, plan.Port, plan.Port, route.Listen.Port) { HasNames = plan.Sni is not null }, taken, problems);
            Claim(new PortClaim($"the broker ports of route '{name}'", plan.Address, plan.FirstBrokerPort, plan.LastBrokerPort, route.Listen.BrokerPorts), taken, problems);
        }

        if (document.Admin is { Plan: var admin } settings)
            Claim(new PortClaim("the admin port", admin.Address, admin.Port, admin.Port, settings.Port), taken, problems);
    }

    private static void Claim(PortClaim claim, List<PortClaim> taken, ProblemList problems)
    {
        // Any free port meets nobody's.
        if (claim.First == 0)
            return;
        if (taken.Find(other => other.Meets(claim)) is { } first)
            problems.Error(claim.Place, $"{char.ToUpperInvariant(claim.What[0])}{claim.What[1..]} ({claim.Range}) and {first.What} ({first.Range}, line {first.Place.Line}) overlap; move one of them{claim.Remedy(first)}.");
        taken.Add(claim);
    }

    private sealed record PortClaim(string What, IPAddress Address, int First, int Last, Place Place)
    {
        /// <summary>It is shared with others that have names too.</summary>
        public bool HasNames { get; init; }

        public string Range => First == Last ? $"{First}" : $"{First}-{Last}";

        public bool Meets(PortClaim other) =>
            First <= other.Last && other.First <= Last && (Address.Equals(other.Address) || IsAny || other.IsAny) && !(HasNames && other.HasNames && Address.Equals(other.Address));

        public string Remedy(PortClaim other) => (HasNames, other.HasNames) switch
        {
            (true, true) => ", or write the same 'address' in both",
            (true, false) or (false, true) => ", or give each of the routes 'tls' and 'sni', whose names tell them apart",
            _ => "",
        };

        private bool IsAny => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);
    }
}
