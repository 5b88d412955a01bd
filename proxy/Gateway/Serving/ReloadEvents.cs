using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Settings;
using Compliance.Rules;

namespace Compliance.Gateway.Serving;

/// <summary>
/// The evidence of a reading of the settings. Null: no audit is kept. The policy's hash of <c>settings.reload</c> is that of the plan in
/// force afterwards. Owner: the process; one caller at a time.
/// </summary>
internal sealed class ReloadEvents(Recorder? recorder, PolicyChanges? policies, TimeProvider time)
{
    private long _last;

    /// <summary>What of the policies can't come into force, because of what was here before.</summary>
    public IEnumerable<Problem> Check(ActivePlan next) => policies?.Check(next) ?? [];

    /// <summary>Before the plan comes into force. Throws an IOException if its policies can't be kept as evidence.</summary>
    public void Keep(ActivePlan next) => policies?.Keep(next);

    /// <summary>The first plan of a start is in force.</summary>
    public void Started(ActivePlan plan) => _last = policies?.Tell(plan) ?? 0;

    public void Succeeded(ActivePlan plan)
    {
        policies?.Tell(plan);
        Append(plan, "settings.reload", "success", "The settings were read again and are in force.");
    }

    /// <summary><paramref name="isRenewed"/>: what TLS needs of the plan in force has come into force all the same.</summary>
    public void Refused(ActivePlan plan, bool isRenewed) => Append(plan, "settings.reload", "failure",
        $"The settings were read again and refused; the plan before them stays in force{(isRenewed ? ", with its certificates renewed" : "")}.");

    /// <summary>Somebody has changed the policies of a route without the people whose word it demands.</summary>
    public void Unapproved(ActivePlan plan, string route) =>
        Append(plan, "policy.refused", "failure", "Policies that are not approved were found; those before them stay in force.", route);

    /// <summary>Returns once the last event survives a power cut, or is known not to.</summary>
    public async ValueTask DurableAsync()
    {
        if (recorder is not null && _last > 0)
            await recorder.WaitDurable(_last).ConfigureAwait(false);
    }

    private void Append(ActivePlan plan, string action, string outcome, string reason, string route = "")
    {
        var e = new AuditEvent
        {
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000,
            Category = "configuration",
            Type = "change",
            Action = action,
            Route = route,
            Outcome = outcome,
            Reason = reason,
            PolicySha256 = plan.Sha256,
        };
        _last = recorder?.Append(e) == true ? e.Sequence : 0;
    }
}
