using Compliance.Gateway.Settings;
using Compliance.Rules;

namespace Compliance.Gateway.Serving;

/// <summary>
/// What TLS needs of a plan, read again by itself: where settings or policies on disk are refused, certificates, keys, authorities and lists of
/// revoked ones that the plan in force names still come into force. Each route and cluster by itself: what can't be used stays as it was.
/// Owner: the reloader, for one reading.
/// </summary>
/// <param name="document">The settings in force.</param>
/// <param name="time">Says which certificates are in force.</param>
internal sealed class Renewal(SettingsDocument document, TimeProvider time)
{
    /// <summary>What is wrong with what could not be taken.</summary>
    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    /// <summary>The names of what has changed, for the log.</summary>
    public IReadOnlyList<string> Changed { get; private set; } = [];

    /// <summary>Null: nothing has changed that could be taken. <paramref name="sources"/> takes the files that were read.</summary>
    public ActivePlan? Of(ActivePlan running, SourceFiles sources)
    {
        var (problems, changed) = (new ProblemList(), new List<string>());
        var reader = new CertificateReader(SettingsLoader.FolderOf(document.Routes[0].Name.Place.File), problems, sources);
        var (tls, brokers) = (new TlsReader(reader, problems, time), new BrokerTlsReader(reader, problems, time));
        var clusters = running.Clusters.ToDictionary(cluster => cluster.Name, StringComparer.Ordinal);
        foreach (var settings in document.Clusters.Where(written => written.Tls is not null))
        {
            var before = clusters[settings.Name.Value];
            if (brokers.Read(settings.Tls!) is not { } next || next.Digest == before.Tls!.Digest || before.Tls.IsInForce && !next.IsInForce)
                continue;
            clusters[before.Name] = before with { Tls = next };
            changed.Add($"cluster {before.Name}");
        }

        var routes = running.Routes.Select(route => route with { Cluster = clusters[route.Cluster.Name] }).ToArray();
        foreach (var settings in document.Routes.Where(written => written.Listen.Tls is not null))
        {
            var place = Array.FindIndex(routes, route => route.Name == settings.Name.Value);
            var before = routes[place].Tls!;
            if (tls.Read(settings) is not { } next || next.Digest == before.Digest || before.IsInForce && !next.IsInForce)
                continue;
            routes[place] = routes[place] with { Tls = next };
            changed.Add($"route {settings.Name}");
        }

        (Problems, Changed) = (problems.Sorted([]), changed);
        if (changed.Count == 0)
            return null;
        var audit = running.Audit is { } kept ? kept with { Cluster = clusters[kept.Cluster.Name] } : null;
        return running with { Clusters = [.. running.Clusters.Select(cluster => clusters[cluster.Name])], Routes = [.. routes], Audit = audit };
    }
}
