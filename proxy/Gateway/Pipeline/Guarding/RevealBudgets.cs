using System.Collections.Concurrent;
using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>
/// What each caller of a route has left to see in clear. Bounded: when it is full, those are forgotten who have seen nothing for a while; if
/// there is none, who comes anew sees nothing in clear. One per route and version of its policies; thread-safe.
/// </summary>
internal sealed class RevealBudgets(TimeProvider time, int capacity = RevealBudgets.Usual)
{
    private const int Usual = 10_000;
    private readonly ConcurrentDictionary<Caller, RevealBudget> _budgets = new();

    public int Count => _budgets.Count;

    /// <summary>Null: there is no room to count for him, so nothing is shown.</summary>
    public RevealBudget? Of(Caller caller, ImmutableArray<QuotaRule> quotas)
    {
        if (_budgets.TryGetValue(caller, out var known))
            return known;
        if (_budgets.Count >= capacity)
        {
            foreach (var (idle, _) in _budgets.Where(entry => entry.Value.IsIdle))
                _budgets.TryRemove(idle, out _);
        }

        return _budgets.Count >= capacity ? null : _budgets.GetOrAdd(caller, new RevealBudget(quotas, time));
    }
}
