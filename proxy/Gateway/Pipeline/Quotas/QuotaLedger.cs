using System.Collections.Concurrent;
using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Quotas;

/// <summary>
/// What each principal of a route has used of the quotas, over all his sessions. Bounded: when it is full, what nobody uses now is forgotten; if
/// all is in use, who comes anew can't be counted. One for each route, whatever its policies become; thread-safe.
/// </summary>
internal sealed class QuotaLedger(TimeProvider time, int capacity)
{
    private readonly ConcurrentDictionary<QuotaKey, QuotaUse> _uses = new();
    private readonly Func<QuotaKey, RevealWindow> _window = key => new(key.Amount, key.Window, time);
    private readonly Func<QuotaKey, RateBucket> _bucket = key => new(key.Amount, time);
    private volatile int _capacity = capacity;

    public int Count => _uses.Count;

    /// <summary>How many counts are kept.</summary>
    public int Capacity
    {
        get => _capacity;
        set => _capacity = value;
    }

    /// <summary>Null: there is no room to count for him.</summary>
    public RevealBudget? RevealsOf(string principal, ImmutableArray<QuotaRule> quotas)
    {
        var windows = ImmutableArray.CreateBuilder<RevealWindow>();
        foreach (var quota in quotas.Where(quota => quota.Reveals > 0))
        {
            if (Find(QuotaKey.Of(principal, quota, QuotaKind.Reveals), _window) is not { } window)
                return null;
            windows.Add(window);
        }

        return new(windows.ToImmutable());
    }

    /// <summary>As <see cref="RevealsOf"/>, of a quota that bounds how much is read or written in a second.</summary>
    public RateBucket? RateOf(string principal, QuotaRule quota, QuotaKind kind) =>
        Find(QuotaKey.Of(principal, quota, kind), _bucket);

    private TUse? Find<TUse>(QuotaKey key, Func<QuotaKey, TUse> make)
        where TUse : QuotaUse
    {
        if (_uses.TryGetValue(key, out var known) && !known.IsForgotten)
            return (TUse)known;
        if (_uses.Count >= _capacity)
        {
            foreach (var entry in _uses.Where(entry => entry.Value.TryForget()))
                _uses.TryRemove(entry);
        }

        return _uses.Count >= _capacity ? null : (TUse)_uses.GetOrAdd(key, make);
    }
}
