using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>The audit as written; it becomes a plan once the cluster that it names is known.</summary>
internal sealed record AuditSettings(Text Cluster, Func<ClusterPlan, AuditPlan> Plan);
