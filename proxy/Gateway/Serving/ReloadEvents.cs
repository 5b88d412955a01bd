using Compliance.Events;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Serving;

/// <summary>The evidence of a reading of the settings. Null: no audit is kept. The policy's hash is that of the plan in force afterwards.</summary>
internal sealed class ReloadEvents(Func<AuditEvent, bool>? append, TimeProvider time)
{
    public void Succeeded(ActivePlan plan) => Append(plan, "success", "The settings were read again and are in force.");

    public void Refused(ActivePlan plan) => Append(plan, "failure", "The settings were read again and refused; the plan before them stays in force.");

    private void Append(ActivePlan plan, string outcome, string reason) => append?.Invoke(new AuditEvent
    {
        Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000,
        Category = "configuration",
        Type = "change",
        Action = "settings.reload",
        Outcome = outcome,
        Reason = reason,
        PolicySha256 = plan.Sha256,
    });
}
