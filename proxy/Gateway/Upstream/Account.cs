using Compliance.Gateway.Login;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Upstream.Tokens;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// One account at brokers, and what is kept for it from one login to the next: SCRAM's keys, or the token. Thread-safe. Owner: the cluster's
/// <see cref="AccountBook"/>; a connection that logs in while its account is let go of still finds it.
/// </summary>
internal sealed class Account(LoginPlan plan, string cluster, TimeProvider time, ILogger log, ClusterMetrics metrics) : IDisposable
{
    public LoginPlan Plan => plan;

    /// <summary>Null: it does not log in by SCRAM.</summary>
    public ScramSecret? Secret { get; } = ScramKind.Find(plan.Mechanism) is { } kind ? new(kind, plan.User, plan.Password) : null;

    /// <summary>Null: it does not log in by tokens.</summary>
    public TokenSource? Tokens { get; } = plan.Tokens is { } tokens ? new(plan, tokens, cluster, time, log, metrics) : null;

    /// <summary>Whether a connection on which the other has logged in may go on by this one: brokers let nobody become another.</summary>
    public bool Continues(Account other) => plan.Mechanism == other.Plan.Mechanism && plan.User == other.Plan.User;

    public void Dispose() => Tokens?.Dispose();

    public override string ToString() => plan.ToString();
}
