using Compliance.Events;
using Compliance.Gateway.Approval;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Settings;
using Compliance.Rules;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Serving;

/// <summary>
/// The evidence that policies have changed: each file that comes into force is kept by its hash before, and told as <c>policy.changed</c>
/// after. A change that was made between two starts is told by the later one. Owner: the process; one caller at a time.
/// </summary>
internal sealed class PolicyChanges(string journal, Recorder recorder, TimeProvider time, ILogger log)
{
    private readonly PolicyArchive _archive = new(journal);

    /// <summary>What would go back behind a release that was in force here: whoever can write into the folder could have taken its end away.</summary>
    public IEnumerable<Problem> Check(ActivePlan next)
    {
        var last = _archive.Read();
        foreach (var route in next.Routes)
        {
            if (route.Policies?.Release is { } release && last.Routes.GetValueOrDefault(route.Name) is { } before && before.Origin == release.Origin && before.Release > release.Number)
                yield return new Problem(route.Policies.Sources[0].Name, 1, 1, $"Release {before.Release} of route '{route.Name}' was in force here, and the newest that is there now is {release.Number}: statements are missing from 'approvals'. Put them back; to go back to earlier policies there is 'compliance-proxy policy rollback'.", Severity.Error);
        }
    }

    /// <summary>Throws an IOException if a file can't be kept: then the plan must not come into force.</summary>
    public void Keep(ActivePlan next) => _archive.Keep(next);

    /// <summary>Tells what has changed; the sequence of the last event, or 0.</summary>
    public long Tell(ActivePlan plan)
    {
        var (before, now) = (_archive.Read(), PoliciesInForce.Of(plan));
        var (last, isTold) = (0L, true);
        foreach (var route in before.Routes.Keys.Union(now.Routes.Keys).Order(StringComparer.Ordinal))
        {
            var (old, young) = (before.Routes.GetValueOrDefault(route) ?? RouteInForce.None, now.Routes.GetValueOrDefault(route) ?? RouteInForce.None);
            var served = plan.Routes.FirstOrDefault(known => known.Name == route);
            foreach (var policy in old.Policies.Keys.Union(young.Policies.Keys).Order(StringComparer.Ordinal))
            {
                var (from, to) = (old.Policies.GetValueOrDefault(policy), young.Policies.GetValueOrDefault(policy));
                if (from == to && old.Release == young.Release)
                    continue;
                var e = Describe(route, served?.Cluster.Name ?? "", policy, from, to, served?.Policies?.Release);
                log.PolicyChanged(route, policy, e.Reason!, to, e.PolicyRelease, e.Principal, string.Join(", ", e.PolicyApprovers));
                if (recorder.AppendControl(e))
                    last = e.Sequence;
                else
                    isTold = false;
            }
        }

        if (isTold)
            Remember(now);
        return last;
    }

    private void Remember(PoliciesInForce now)
    {
        try
        {
            _archive.Write(now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is not remembered is told once more, by the next change or start.
        }
    }

    private AuditEvent Describe(string route, string cluster, string policy, string? from, string? to, ReleaseInForce? release)
    {
        var e = new AuditEvent
        {
            Timestamp = EventTime.Micros(time.GetUtcNow()),
            Category = "configuration",
            Type = from is null ? "creation" : to is null ? "deletion" : "change",
            Action = "policy.changed",
            Outcome = "success",
            Route = route,
            Cluster = cluster,
            PolicyId = policy,
            PolicySha256 = to,
            PreviousPolicySha256 = from,
            Principal = release?.SignedBy ?? "",
            PolicyRelease = release?.Number ?? 0,
            Reason = Reason(from, to, release),
        };
        foreach (var person in release?.ApprovedBy ?? [])
            e.PolicyApprovers.Add(person);
        return e;
    }

    private static string Reason(string? from, string? to, ReleaseInForce? release)
    {
        var what = from is null ? "The policy has come into force." : to is null ? "The policy is not in force any more." : from == to ? "The policy stays, in another release." : "The policy has changed.";
        return release?.Restores is { } number ? $"{what} The release puts release {number} back." : what;
    }
}
