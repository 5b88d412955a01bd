using System.Collections.Frozen;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// The accounts by which the proxy logs in at brokers for the clients of a route, under one plan: a principal's own, else the one that all share.
/// Immutable. An account that the book has let go of meanwhile is still found here.
/// </summary>
internal sealed class RouteAccounts(AccountsPlan plan, AccountBook book)
{
    private readonly Account? _shared = book.Of(plan.Shared);
    private readonly FrozenDictionary<string, Account> _own = plan.ByPrincipal.ToFrozenDictionary(entry => entry.Key, entry => book.Of(entry.Value)!, StringComparer.Ordinal);

    /// <summary>Principals with accounts of their own.</summary>
    public bool AreByPrincipal => _own.Count > 0;

    /// <summary>Whether the principal has no account here, and may not come by that of all others.</summary>
    public bool Refuses(string principal) => plan.RefusesOthers && !_own.ContainsKey(principal);

    /// <summary>Whether what the broker knows by the principal's account is the principal's alone, such as a delegation token.</summary>
    public bool Owns(string principal) => plan.Owners.Contains(principal);

    /// <summary>Null: nobody logs in, or the principal is refused.</summary>
    public Account? Of(string principal) => _own.TryGetValue(principal, out var own) ? own : plan.RefusesOthers ? null : _shared;
}
