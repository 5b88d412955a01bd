using System.Globalization;
using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Settings;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Tls;

/// <summary>
/// Says in time that a certificate ends: when little of its life is left, each time that what is left has halved since, and when it is over.
/// Looks once a minute at the plan in force. One task; owner: the process. <paramref name="recorder"/> null: no audit is kept.
/// </summary>
internal sealed class ExpiryLoop(Func<ActivePlan> plan, Recorder? recorder, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // What was left when it was last said.
    private Dictionary<(string Route, CertificateLife Life), TimeSpan> _said = [];

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
        var (now, said) = (time.GetUtcNow(), new Dictionary<(string Route, CertificateLife Life), TimeSpan>());
        foreach (var route in plan().Routes)
        {
            foreach (var life in route.Tls?.Lives ?? [])
            {
                var left = life.Left(now) is { Ticks: > 0 } rest ? rest : TimeSpan.Zero;
                if (left > life.Short)
                    continue;
                var isNews = !_said.TryGetValue((route.Name, life), out var before) || left <= before / 2 && before > TimeSpan.Zero;
                said[(route.Name, life)] = isNews ? left : before;
                if (isNews)
                    Say(route, life, left);
            }
        }

        _said = said;
    }

    private void Say(RoutePlan route, CertificateLife life, TimeSpan left)
    {
        var isOver = left == TimeSpan.Zero;
        var end = life.NotAfter.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (isOver)
            log.CertificateExpired(route.Name, life.Use, life.Subject, life.Serial, end);
        else
            log.CertificateExpires(route.Name, life.Use, life.Subject, life.Serial, end, Math.Round(left.TotalDays, 1));
        recorder?.AppendControl(new AuditEvent
        {
            Timestamp = EventTime.Micros(time.GetUtcNow()),
            Category = "configuration",
            Type = "info",
            Action = isOver ? "certificate.expired" : "certificate.expiring",
            Outcome = isOver ? "failure" : "unknown",
            Route = route.Name,
            Cluster = route.Cluster.Name,
            Reason = $"The certificate ({life.Use}) of {life.Subject}, serial {life.Serial}, {(isOver ? "has expired" : "expires")} on {end}.",
        });
    }
}
