using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream;
using Confluent.Kafka;

namespace Compliance.Gateway.Audit.Shipping;

/// <summary>The producer's settings.</summary>
internal static class TopicConfig
{
    public static ProducerConfig For(AuditPlan plan) => OwnClient.Reaching(plan.Cluster, new ProducerConfig
    {
        ClientId = "compliance-proxy-audit",
        Acks = Acks.All,
        EnableIdempotence = true,

        // Without limit: the journal keeps what cannot be sent, and sends it again from there.
        MessageTimeoutMs = 0,
        LingerMs = 0,
        CompressionType = CompressionType.Zstd,
        MessageMaxBytes = Math.Max(1_000_000, plan.MaxBatchBytes * 2),
    });
}
