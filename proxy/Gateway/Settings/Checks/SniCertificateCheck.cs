using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Edge.Names;
using Compliance.Rules;

namespace Compliance.Gateway.Settings.Checks;

/// <summary>The certificate of a route with names holds them, since clients compare the one with the other.</summary>
internal static class SniCertificateCheck
{
    /// <summary>Neither is likely to be named by itself.</summary>
    private static readonly int[] AnyNodes = [0, int.MaxValue];

    /// <summary>False, and problems: clients would refuse it.</summary>
    public static bool Run(SniSettings names, X509Certificate2 certificate, ProblemList problems)
    {
        var plan = names.Plan;
        var holdsBootstrap = certificate.MatchesHostname(plan.Bootstrap);
        if (!holdsBootstrap)
            problems.Error(names.Bootstrap, $"The route's certificate does not hold '{plan.Bootstrap}', so clients would refuse it: have one made with that name (or *.{Parent(plan.Bootstrap)}) as an alternative name of kind DNS, or correct the name.");
        if (AnyNodes.All(node => certificate.MatchesHostname(plan.NameOf(node))))
            return holdsBootstrap;
        var named = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames())
            .Select(name => plan.NodeOf(HostText.Normal(name))).Where(node => node >= 0).Distinct().Order().ToList();
        var wildcard = $"*.{Parent(plan.BrokerEnd)}";
        var remedy = IsCovered(plan) ? $"have one made with {wildcard} as an alternative name of kind DNS" : "a wildcard stands for the first part of a name, so move the broker's id there, as in $(node).payments.example, and have a certificate made for *.payments.example";
        if (named.Count == 0)
            problems.Error(names.Broker, $"The route's certificate does not hold the names of brokers ('{plan.Broker}'), so clients would refuse it: {remedy}, or correct the names.");
        else
            problems.Warning(names.Broker, $"The route's certificate holds the names of brokers {string.Join(", ", named)} alone; clients refuse it at any other: {remedy}, before there are more.");
        return holdsBootstrap && named.Count > 0;
    }

    /// <summary>Whether one wildcard fits every broker.</summary>
    private static bool IsCovered(SniPlan plan) => !plan.BrokerStart.Contains('.', StringComparison.Ordinal) && plan.BrokerEnd.Contains('.', StringComparison.Ordinal);

    private static string Parent(string name) => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
