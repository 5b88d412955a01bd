using Compliance.Rules;

namespace Compliance.Gateway.Settings.Checks;

/// <summary>What a running proxy can't take up. Everything else of the settings it can.</summary>
internal static class ReloadCheck
{
    private const string Restart = "while the proxy runs: put it back, or restart the proxy.";

    public static void Run(ActivePlan running, ActivePlan next, SettingsDocument document, ProblemList problems)
    {
        Audit(running.Audit, next.Audit, document, problems);
        if (running.Admin != next.Admin)
            problems.Error(document.Admin?.Port ?? StartOf(document), $"'admin' can't change {Restart}");
        if (running.Log != next.Log)
            problems.Error(StartOf(document), $"'log' can't change {Restart}");
        if (running.Telemetry != next.Telemetry)
            problems.Error(StartOf(document), $"'telemetry' can't change {Restart}");
        foreach (var cluster in next.Clusters)
        {
            if (running.Clusters.FirstOrDefault(known => known.Name == cluster.Name) is { Tls: { IsInForce: true, Shown: not null } used }
                && cluster.Tls is { IsInForce: false } dead && used.Digest != dead.Digest)
                problems.Error(document.Clusters.First(written => written.Name.Value == cluster.Name).Tls!.Place, $"The new certificate of cluster '{cluster.Name}' has expired or is not valid yet, and the one in use is better: put a valid one in its place.");
        }

        foreach (var route in next.Routes)
        {
            if (running.Routes.FirstOrDefault(known => known.Name == route.Name) is not { } before)
                continue;
            var settings = document.Routes.First(written => written.Name.Value == route.Name);
            var remedy = $"can't change {Restart} Or add a route of another name, with ports of its own, and take this one out once its clients have moved.";
            if (before.Listen != route.Listen)
                problems.Error(settings.Listen.Port, $"'listen' of route '{route.Name}' {remedy}");
            if (before.Advertise != route.Advertise)
                problems.Error(settings.Name.Place, $"'advertise' of route '{route.Name}' {remedy}");
            if (before.Policies?.Release is { } release && route.Policies?.Release is { } found && release.Origin == found.Origin && release.Number > found.Number)
                problems.Error(settings.Policies!.Value.Place, $"Release {release.Number} of route '{route.Name}' is in force, and the newest that is there now is {found.Number}: statements are missing from 'approvals'. Put them back; to go back to earlier policies there is 'compliance-proxy policy rollback'.");
            if (before.Tls is { IsInForce: true } shown && route.Tls is { IsInForce: false } dead && shown.Digest != dead.Digest)
                problems.Error(settings.Listen.Tls!.Certificate.Place, $"The new certificate of route '{route.Name}' has expired or is not valid yet, and the one in use is better: put a valid one in its place.");
            if (before.Cluster.Name != route.Cluster.Name)
                problems.Error(settings.Cluster.Place, $"The cluster of route '{route.Name}' {remedy}");
        }
    }

    /// <summary>How the audit's cluster is reached may change, nothing else of it.</summary>
    private static void Audit(AuditPlan? running, AuditPlan? next, SettingsDocument document, ProblemList problems)
    {
        if (running is null && next is null)
            return;
        var isSame = running is not null && next is not null && running.Cluster.Name == next.Cluster.Name && running with { Cluster = next.Cluster } == next;
        if (!isSame)
            problems.Error(document.Audit?.Cluster.Place ?? StartOf(document), $"'audit' can't change {Restart}");
    }

    /// <summary>A part that has gone has no place of its own.</summary>
    private static Place StartOf(SettingsDocument document) => document.Routes[0].Name.Place with { Line = 1, Column = 1 };
}
