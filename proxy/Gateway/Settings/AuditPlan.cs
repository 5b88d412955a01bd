namespace Compliance.Gateway.Settings;

/// <summary>Where evidence goes: a journal folder on this machine, and from there a topic.</summary>
internal sealed record AuditPlan(ClusterPlan Cluster, string Topic, string Journal)
{
    /// <summary>The name under which this proxy's sequence runs; the key of its records.</summary>
    public string Proxy { get; init; } = "";

    /// <summary>Bytes of journal after which audited requests are refused rather than passed without evidence.</summary>
    public long MaxJournalBytes { get; init; } = 4L << 30;
}
