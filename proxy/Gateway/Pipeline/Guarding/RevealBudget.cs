using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>
/// How many more records one caller may see in clear, over all his sessions on a route, by each quota that concerns him. A window begins with the
/// first record in it. Thread-safe.
/// </summary>
internal sealed class RevealBudget(ImmutableArray<QuotaRule> quotas, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long[] _began = new long[quotas.Length];
    private readonly int[] _used = new int[quotas.Length];

    /// <summary>No window is open, so forgetting it forgets nothing.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                var now = time.GetTimestamp();
                for (var i = 0; i < _used.Length; i++)
                {
                    if (_used[i] > 0 && time.GetElapsedTime(_began[i], now) < quotas[i].Window)
                        return false;
                }

                return true;
            }
        }
    }

    /// <summary>Takes one record; false: a quota is used up.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            for (var i = 0; i < _used.Length; i++)
            {
                if (_used[i] > 0 && time.GetElapsedTime(_began[i], now) >= quotas[i].Window)
                    _used[i] = 0;
                if (_used[i] >= quotas[i].Reveals)
                    return false;
            }

            for (var i = 0; i < _used.Length; i++)
            {
                if (_used[i]++ == 0)
                    _began[i] = now;
            }

            return true;
        }
    }

    /// <summary>The record that was taken last showed nothing.</summary>
    public void GiveBack()
    {
        lock (_gate)
        {
            for (var i = 0; i < _used.Length; i++)
                _used[i] = Math.Max(0, _used[i] - 1);
        }
    }
}
