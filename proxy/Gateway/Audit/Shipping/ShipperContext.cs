using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Settings;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Audit.Shipping;

/// <summary>What one session after the other shares. Owner: the shipper's loop; <see cref="Reached"/> and <see cref="Lost"/> on any thread.</summary>
internal sealed class ShipperContext(AuditPlan plan, JournalLoop loop, GapReports gaps, TimeProvider time, AuditMetrics metrics, ILogger log)
{
    private volatile AuditPlan _plan = plan;
    private int _away;

    public AuditPlan Plan => _plan;
    public JournalLoop Loop { get; } = loop;
    public GapReports Gaps { get; } = gaps;
    public TimeProvider Time { get; } = time;
    public AuditMetrics Metrics { get; } = metrics;
    public ILogger Log { get; } = log;

    /// <summary>The next session reaches the cluster like this.</summary>
    public void Use(ClusterPlan cluster) => _plan = _plan with { Cluster = cluster };

    /// <summary>The topic acknowledges.</summary>
    public void Reached()
    {
        if (Volatile.Read(ref _away) == 1 && Interlocked.Exchange(ref _away, 0) == 1)
            LogMessages.TopicReached(Log, Plan.Topic);
    }

    /// <summary>The topic cannot be reached; said once until it can be again.</summary>
    public void Lost()
    {
        if (Interlocked.Exchange(ref _away, 1) == 0)
            LogMessages.TopicLost(Log, Plan.Topic, Plan.Cluster.Name);
    }
}
