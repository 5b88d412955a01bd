using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Quotas;

/// <summary>What a count is of. A quota that is written anew with the same id and amount goes on counting where it was.</summary>
internal readonly record struct QuotaKey(string Principal, string Quota, QuotaKind Kind, long Amount, TimeSpan Window)
{
    public static QuotaKey Of(string principal, QuotaRule quota, QuotaKind kind) => kind == QuotaKind.Reveals
        ? new(principal, quota.Id, kind, quota.Reveals, quota.Window)
        : new(principal, quota.Id, kind, AmountOf(quota, kind), TimeSpan.FromSeconds(1));

    /// <summary>0: the quota does not bound it.</summary>
    public static long AmountOf(QuotaRule quota, QuotaKind kind) => kind switch
    {
        QuotaKind.Reveals => quota.Reveals,
        QuotaKind.Read => quota.ReadPerSecond,
        _ => quota.WritePerSecond,
    };
}
