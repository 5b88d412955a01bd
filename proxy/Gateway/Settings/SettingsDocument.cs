using System.Collections.Immutable;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>The settings as written: each part well-formed by itself; whether they fit together is the checks' question.</summary>
internal sealed record SettingsDocument(
    ImmutableArray<ClusterSettings> Clusters,
    ImmutableArray<RouteSettings> Routes,
    LimitsPlan Limits,
    AuditSettings? Audit,
    AdminSettings? Admin)
{
    /// <summary>Every cluster that something names, also where the rest of it is malformed.</summary>
    public ImmutableArray<Text> NamedClusters { get; init; } = [];
    public LogPlan Log { get; init; } = LogPlan.Default;
    public TelemetryPlan? Telemetry { get; init; }
    public ImmutableArray<KmsSettings> Kms { get; init; } = [];
}
