using System.Globalization;
using Compliance.Events;
using Compliance.Gateway.Audit;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.BreakGlass;

/// <summary>
/// Looks every second for grants and their ends, and tells of each in the log, the metrics and the evidence. It looks by itself, and not with
/// the settings: settings that are refused must keep nobody from taking a grant back. One task; owner: the process.
/// <paramref name="recorder"/> null: no audit is kept.
/// </summary>
internal sealed class GrantLoop(Func<IEnumerable<(string Route, string Cluster, GrantBook Book)>> books, Recorder? recorder, GrantMetrics metrics, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly HashSet<GrantBook> _unreadable = [];

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

    /// <summary>Takes up and tells what there is now.</summary>
    public void Look()
    {
        foreach (var (route, cluster, book) in books())
        {
            try
            {
                foreach (var news in book.Look(time.GetUtcNow()))
                    Tell(route, cluster, news);
                _unreadable.Remove(book);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (_unreadable.Add(book))
                    log.GrantsUnreadable(route, e.Message);
            }
        }
    }

    private void Tell(string route, string cluster, GrantNews news)
    {
        metrics.Count(route, news.Kind);
        switch (news)
        {
            case { Kind: GrantNews.Granted, Grant: { } grant }:
                log.BreakGlassGranted(route, grant.Id, grant.Order.Principal, EndOf(grant), grant.By, grant.Order.Ticket);
                break;
            case { Grant: { } grant }:
                log.BreakGlassEnded(route, grant.Id, grant.Order.Principal, news.Text);
                break;
            default:
                log.BreakGlassRefused(route, news.Text);
                break;
        }

        recorder?.AppendControl(Describe(route, cluster, news));
    }

    private AuditEvent Describe(string route, string cluster, GrantNews news)
    {
        var e = new AuditEvent
        {
            Timestamp = EventTime.Micros(time.GetUtcNow()),
            Category = "configuration",
            Type = news.Kind switch { GrantNews.Granted => "creation", GrantNews.Ended => "deletion", _ => "change" },
            Action = "breakglass." + news.Kind,
            Outcome = news.Grant is null ? "failure" : "success",
            Route = route,
            Cluster = cluster,
            Principal = news.Grant?.Order.Principal ?? "",
            GrantId = news.Grant?.Id,
            ExemptionId = news.Grant?.Order.Ticket,
            Reason = news is { Kind: GrantNews.Granted, Grant: { } granted } ? $"{news.Text} (until {EndOf(granted)})" : news.Text,
        };
        if (news.Grant is { } grant)
            e.PolicyApprovers.Add(grant.By);
        return e;
    }

    private static string EndOf(Grant grant) => grant.Order.Until.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
