using DotNet.Testcontainers.Builders;

namespace Compliance.Harness;

/// <summary>Kafka's own image, where a Docker engine runs: one node, reached at the same port inside and outside, so that what it advertises is right.</summary>
internal static class KafkaContainer
{
    private const string Image = "apache/kafka:4.1.0";

    /// <summary>Its bootstrap address, or null where no engine runs.</summary>
    public static async Task<string?> TryStartAsync()
    {
        if (!await Docker.IsRunningAsync())
            return null;
        var port = FreePort.Next();
        await Docker.StartAsync(new ContainerBuilder(Image)
            .WithPortBinding(port, port)
            .WithEnvironment(Settings(port))
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("Kafka Server started")));
        return $"127.0.0.1:{port}";
    }

    private static Dictionary<string, string> Settings(int port) => new()
    {
        ["KAFKA_NODE_ID"] = "1",
        ["KAFKA_PROCESS_ROLES"] = "broker,controller",
        ["KAFKA_LISTENERS"] = $"PLAINTEXT://:{port},CONTROLLER://:9093",
        ["KAFKA_ADVERTISED_LISTENERS"] = $"PLAINTEXT://127.0.0.1:{port}",
        ["KAFKA_CONTROLLER_LISTENER_NAMES"] = "CONTROLLER",
        ["KAFKA_CONTROLLER_QUORUM_VOTERS"] = "1@localhost:9093",
        ["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"] = "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        ["KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR"] = "1",
        ["KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR"] = "1",
        ["KAFKA_TRANSACTION_STATE_LOG_MIN_ISR"] = "1",
        ["KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS"] = "0",
    };
}
