using Compliance.Gateway.Settings;
using Confluent.Kafka;

namespace Compliance.Gateway.Upstream;

/// <summary>How the proxy's own clients reach a cluster, which are librdkafka's. Stateless.</summary>
internal static class OwnClient
{
    /// <summary>Fills in where the cluster is and who logs in.</summary>
    public static T Reaching<T>(ClusterPlan cluster, T config)
        where T : ClientConfig
    {
        config.BootstrapServers = string.Join(',', cluster.Bootstrap);
        config.ReconnectBackoffMaxMs = 2000;
        config.SocketKeepaliveEnable = true;
        if (cluster.Login is { } login)
        {
            config.SecurityProtocol = SecurityProtocol.SaslPlaintext;
            config.SaslMechanism = SaslMechanism.Plain;
            (config.SaslUsername, config.SaslPassword) = (login.User, login.Password);
        }

        return config;
    }
}
