using Compliance.Gateway.Settings;
using Confluent.Kafka;

namespace Compliance.Gateway.Audit.Shipping;

/// <summary>The producer's settings. Each loss or reordering that a setting of it allows is ruled out here.</summary>
internal static class TopicConfig
{
    public static ProducerConfig For(AuditPlan plan)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = string.Join(',', plan.Cluster.Bootstrap),
            ClientId = "compliance-proxy-audit",
            Acks = Acks.All,
            EnableIdempotence = true,

            // A batch that fails ends the producer: what is behind it must not overtake it.
            EnableGaplessGuarantee = true,

            // Without limit: the journal keeps what cannot be sent, and sends it again from there.
            MessageTimeoutMs = 0,
            LingerMs = 5,
            CompressionType = CompressionType.Zstd,
            MessageMaxBytes = Math.Max(1_000_000, plan.MaxBatchBytes * 2),
            QueueBufferingMaxKbytes = Math.Max(1 << 16, plan.MaxUnacknowledgedBytes / 1024 * 2),
            ReconnectBackoffMaxMs = 2000,
            SocketKeepaliveEnable = true,
        };
        if (plan.Cluster.Login is { } login)
        {
            config.SecurityProtocol = SecurityProtocol.SaslPlaintext;
            config.SaslMechanism = SaslMechanism.Plain;
            (config.SaslUsername, config.SaslPassword) = (login.User, login.Password);
        }

        return config;
    }
}
