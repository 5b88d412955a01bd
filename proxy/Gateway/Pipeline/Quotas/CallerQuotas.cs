using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Quotas;

/// <summary>The quotas that concern one caller, and what is left of them. One for each caller of a session; both loops use it.</summary>
internal sealed class CallerQuotas(QuotaLedger ledger, RuleSet rules, Caller caller)
{
    /// <summary>As long as clients may be held, whose requests time out after 30 s; a debt that is not paid by then is waited for with the next one.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Whoever can't be counted waits so long with each request.</summary>
    private static readonly TimeSpan Uncounted = TimeSpan.FromSeconds(1);

    private readonly ImmutableArray<QuotaRule> _quotas = rules.QuotasFor(caller);
    private RevealBudget? _reveals;

    public bool BoundsReveals => _quotas.Any(quota => quota.Reveals > 0);

    /// <summary>What is left to be seen in clear; to be asked for each frame, since who sees nothing is forgotten. Null: there is no room to count.</summary>
    public RevealBudget? Reveals => _reveals is { IsForgotten: false } known ? known : _reveals = ledger.RevealsOf(caller.Principal, _quotas);

    /// <summary>Counts bytes that have passed; how long the caller is to wait now.</summary>
    public TimeSpan Take(QuotaKind kind, long bytes)
    {
        var wait = TimeSpan.Zero;
        foreach (var quota in _quotas)
        {
            if (QuotaKey.AmountOf(quota, kind) == 0)
                continue;
            var own = ledger.RateOf(caller.Principal, quota, kind)?.Take(bytes) ?? Uncounted;
            wait = own > wait ? own : wait;
        }

        return wait < Longest ? wait : Longest;
    }
}
