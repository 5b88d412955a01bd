using Compliance.Gateway.BreakGlass;
using Compliance.Gateway.Pipeline.Quotas;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline;

/// <summary>
/// Who asks, until hours open or close by which rules hold, or a break-glass grant opens something to him or ends: he is another caller then, and all
/// that was decided for him is asked anew. Immutable but for what is made when it is first asked for; both loops use it.
/// </summary>
internal sealed class CallerNow(Caller caller, RuleSet rules, QuotaLedger ledger, GrantBook? grants, OpenedNow? opened)
{
    private AuditModes? _audit;
    private CallerQuotas? _quotas;

    public Caller Caller => caller;

    /// <summary>The grants that are open to him; null: none.</summary>
    public OpenedNow? Opened => opened is { Access: not null } ? opened : null;

    /// <summary>How requests of the caller are kept that name no topic.</summary>
    public AuditModes Audit => _audit ??= rules.AuditFor(caller, null);

    public CallerQuotas Quotas => _quotas ??= new CallerQuotas(ledger, rules, caller);

    /// <summary>The clock is asked only where rules hold at some hours, or a grant is open.</summary>
    public bool IsOf(TimeProvider time) => (caller.Open is not { } open || open.IsOf(time.GetUtcNow())) && (grants is null || grants.IsCurrent(opened!, time));
}
