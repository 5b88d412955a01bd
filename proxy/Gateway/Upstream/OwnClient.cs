using Compliance.Gateway.Settings;
using Confluent.Kafka;

namespace Compliance.Gateway.Upstream;

/// <summary>How the proxy's own clients reach a cluster, which are librdkafka's. Stateless.</summary>
internal static class OwnClient
{
    /// <summary>Fills in where the cluster is, who vouches for it and who logs in; tokens come from <see cref="Tokens.OwnTokens"/>. They check brokers by their hosts, and choose versions (1.2 or later) and suites themselves.</summary>
    public static T Reaching<T>(ClusterPlan cluster, T config)
        where T : ClientConfig
    {
        config.BootstrapServers = string.Join(',', cluster.Bootstrap);
        config.ReconnectBackoffMaxMs = 2000;
        config.SocketKeepaliveEnable = true;
        if (cluster.Tls is { } tls)
        {
            config.SslCaPem = tls.Authorities?.Pem;
            config.SslCrlLocation = tls.ListsFile;
            config.SslEndpointIdentificationAlgorithm = SslEndpointIdentificationAlgorithm.Https;
            config.SslCertificatePem = tls.Shown is { Leaf: var leaf } ? string.Concat(tls.Sent.Prepend(leaf).Select(certificate => certificate.ExportCertificatePem() + "\n")) : null;
            config.SslKeyPem = tls.Shown?.KeyPem();
        }

        if (cluster.Login is { } login)
        {
            config.SaslMechanism = login.Mechanism switch
            {
                Login.SaslMechanism.Plain => SaslMechanism.Plain,
                "SCRAM-SHA-256" => SaslMechanism.ScramSha256,
                "SCRAM-SHA-512" => SaslMechanism.ScramSha512,
                Login.SaslMechanism.OAuthBearer => SaslMechanism.OAuthBearer,
                var other => throw new NotSupportedException(other),
            };
            if (login.Tokens is null)
                (config.SaslUsername, config.SaslPassword) = (login.User, login.Password);
        }

        config.SecurityProtocol = (cluster.Tls, cluster.Login) switch
        {
            (null, null) => null,
            (null, _) => SecurityProtocol.SaslPlaintext,
            (_, null) => SecurityProtocol.Ssl,
            _ => SecurityProtocol.SaslSsl,
        };
        return config;
    }
}
