using System.Collections.Immutable;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// The accounts by which a cluster's brokers are logged in at, the cluster's own, its routes' and their principals': as many as the settings name. One that the next settings name with the same secret
/// goes on with the keys or the token that it has. Owner: the cluster's state, which alone calls <see cref="Use"/>; anybody may read.
/// </summary>
internal sealed class AccountBook(string cluster, TimeProvider time, ILogger log, ClusterMetrics metrics) : IDisposable
{
    private volatile ImmutableDictionary<LoginPlan, Account> _accounts = ImmutableDictionary<LoginPlan, Account>.Empty;

    /// <summary>From now on these and no others.</summary>
    public void Use(IEnumerable<LoginPlan> plans)
    {
        var before = _accounts;
        _accounts = plans.Distinct().ToImmutableDictionary(plan => plan, plan => before.GetValueOrDefault(plan) ?? new Account(plan, cluster, time, log, metrics));
        foreach (var (plan, account) in before)
        {
            if (!_accounts.ContainsKey(plan))
                account.Dispose();
        }
    }

    /// <summary>Null: nobody logs in. One that is not in use is a mistake of who asks: nothing goes on without the login that is named.</summary>
    public Account? Of(LoginPlan? plan) => plan is null ? null : _accounts[plan];

    public void Dispose() => Use([]);
}
