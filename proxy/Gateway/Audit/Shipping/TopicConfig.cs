using Compliance.Gateway.Settings;
using Confluent.Kafka;

namespace Compliance.Gateway.Audit.Shipping;

/// <summary>The producer's settings.</summary>
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

            // Without limit: the journal keeps what cannot be sent, and sends it again from there.
            MessageTimeoutMs = 0,
            LingerMs = 0,
            CompressionType = CompressionType.Zstd,
            MessageMaxBytes = Math.Max(1_000_000, plan.MaxBatchBytes * 2),
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
