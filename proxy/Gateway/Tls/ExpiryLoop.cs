using System.Globalization;
using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tls.Revocation;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Tls;

/// <summary>
/// Says in time that a certificate ends, or a list of revoked ones: when little of its life is left, each time that what is left has halved since, and when it is over.
/// Looks once a minute at the plan in force. One task; owner: the process. <paramref name="recorder"/> null: no audit is kept.
/// </summary>
internal sealed class ExpiryLoop(Func<ActivePlan> plan, Recorder? recorder, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // What was left when it was last said, of a route's certificates and of a cluster's (which have no route).
    private Dictionary<(string? Route, string Cluster, CertificateLife Life), TimeSpan> _said = [];

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
                Look();
            while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    /// <summary>Says what there is to say now.</summary>
    public void Look()
    {
        var (now, said) = (time.GetUtcNow(), new Dictionary<(string? Route, string Cluster, CertificateLife Life), TimeSpan>());
        var inUse = plan().Routes.SelectMany(route => (route.Tls?.Lives ?? []).Concat(route.Tls?.Clients?.ListLives ?? []), (route, life) => ((string?)route.Name, route.Cluster.Name, life))
            .Concat(plan().Clusters.SelectMany(cluster => (cluster.Tls?.Lives ?? []).Concat(cluster.Tls?.ListLives ?? []), (cluster, life) => ((string?)null, cluster.Name, life)));
        foreach (var (route, cluster, life) in inUse)
        {
            var left = life.Left(now) is { Ticks: > 0 } rest ? rest : TimeSpan.Zero;
            if (left > life.Short)
                continue;
            var isNews = !_said.TryGetValue((route, cluster, life), out var before) || left <= before / 2 && before > TimeSpan.Zero;
            said[(route, cluster, life)] = isNews ? left : before;
            if (isNews)
                Say(route, cluster, life, left);
        }

        _said = said;
    }

    private void Say(string? route, string cluster, CertificateLife life, TimeSpan left)
    {
        var isOver = left == TimeSpan.Zero;
        var (end, days) = (life.NotAfter.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture), Math.Round(left.TotalDays, 1));
        var isList = life.Use == RevocationList.Use;
        switch (route, isOver)
        {
            case (_, true) when isList:
                log.RevocationListExpired(route is null ? $"cluster {cluster}" : $"route {route}", life.Subject, life.Serial, end);
                break;
            case (_, false) when isList:
                log.RevocationListExpires(route is null ? $"cluster {cluster}" : $"route {route}", life.Subject, life.Serial, end, Math.Round(left.TotalHours, 1));
                break;
            case (null, true):
                log.ClusterCertificateExpired(cluster, life.Use, life.Subject, life.Serial, end);
                break;
            case (null, false):
                log.ClusterCertificateExpires(cluster, life.Use, life.Subject, life.Serial, end, days);
                break;
            case (_, true):
                log.CertificateExpired(route, life.Use, life.Subject, life.Serial, end);
                break;
            default:
                log.CertificateExpires(route, life.Use, life.Subject, life.Serial, end, days);
                break;
        }

        recorder?.AppendControl(new AuditEvent
        {
            Timestamp = EventTime.Micros(time.GetUtcNow()),
            Category = "configuration",
            Type = "info",
            Action = isOver ? "certificate.expired" : "certificate.expiring",
            Outcome = isOver ? "failure" : "unknown",
            Route = route ?? "",
            Cluster = cluster,
            Reason = $"The {(isList ? "list of revoked certificates" : $"certificate ({life.Use})")} of {life.Subject}, {(isList ? "number" : "serial")} {life.Serial}, {(isOver ? "has expired" : "expires")} on {end}.",
        });
    }
}
