using System.Globalization;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tls;
using Compliance.Gateway.Tls.Revocation;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Serving;

/// <summary>Says which certificates are shown and which lists count from now on that were not there before. Stateless.</summary>
internal static class CertificateNews
{
    /// <summary><paramref name="before"/> null: the route is new.</summary>
    public static void Tell(ILogger log, RoutePlan plan, RoutePlan? before)
    {
        if (plan.Tls is { Certificate.Leaf: var shown } && !shown.Equals(before?.Tls?.Certificate.Leaf))
            log.CertificateShown(plan.Name, SubjectText.ForLog(SubjectText.Of(shown.SubjectName)), shown.SerialNumber, Text(shown.NotAfter.ToUniversalTime()));
        Tell(log, $"route {plan.Name}", plan.Tls?.Clients?.Lists, before?.Tls?.Clients?.Lists);
    }

    /// <summary><paramref name="before"/> null: the cluster is new.</summary>
    public static void Tell(ILogger log, ClusterPlan plan, ClusterPlan? before)
    {
        if (plan.Tls is { Shown.Leaf: var shown } && !shown.Equals(before?.Tls?.Shown?.Leaf))
            log.ClusterShownCertificate(plan.Name, SubjectText.ForLog(SubjectText.Of(shown.SubjectName)), shown.SerialNumber, Text(shown.NotAfter.ToUniversalTime()));
        Tell(log, $"cluster {plan.Name}", plan.Tls?.Lists, before?.Tls?.Lists);
    }

    private static void Tell(ILogger log, string owner, RevocationLists? lists, RevocationLists? before)
    {
        foreach (var list in lists?.All ?? [])
        {
            if (before?.All.Any(known => known.Sha256 == list.Sha256) != true)
                log.RevocationListTaken(owner, list.Life.Subject, list.Life.Serial, list.Count, Text(list.Life.NotAfter));
        }
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
