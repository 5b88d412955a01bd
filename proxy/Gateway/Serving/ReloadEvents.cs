using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Serving;

/// <summary>The evidence of a reading of the settings. Null: no audit is kept. The policy's hash is that of the plan in force afterwards.</summary>
internal sealed class ReloadEvents(Recorder? recorder, TimeProvider time)
{
    private long _last;

    public void Succeeded(ActivePlan plan) => Append(plan, "success", "The settings were read again and are in force.");

    public void Refused(ActivePlan plan) => Append(plan, "failure", "The settings were read again and refused; the plan before them stays in force.");

    /// <summary>Returns once the last event survives a power cut, or is known not to.</summary>
    public async ValueTask DurableAsync()
    {
        if (recorder is not null && _last > 0)
            await recorder.WaitDurable(_last).ConfigureAwait(false);
    }

    private void Append(ActivePlan plan, string outcome, string reason)
    {
        var e = new AuditEvent
        {
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000,
            Category = "configuration",
            Type = "change",
            Action = "settings.reload",
            Outcome = outcome,
            Reason = reason,
            PolicySha256 = plan.Sha256,
        };
        _last = recorder?.Append(e) == true ? e.Sequence : 0;
    }
}
