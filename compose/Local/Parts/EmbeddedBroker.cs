using Confluent.Kafka;

namespace Compliance.Local.Parts;

/// <summary>
/// librdkafka's mock cluster: a Kafka broker within this process, over real sockets. It keeps the last 5 MB of each partition in
/// memory, makes a topic of four partitions when one is first named, and asks nobody who he is.
/// </summary>
internal sealed class EmbeddedBroker : IDisposable
{
    private readonly IAdminClient _owner;

    private EmbeddedBroker(IAdminClient owner, string bootstrap) => (_owner, Bootstrap) = (owner, bootstrap);

    /// <summary><c>host:port</c>.</summary>
    public string Bootstrap { get; }

    public static EmbeddedBroker Start(Action<LogMessage> log)
    {
        var settings = new AdminClientConfig { BootstrapServers = "embedded" };
        settings.Set("test.mock.num.brokers", "1");
        var owner = new AdminClientBuilder(settings).SetLogHandler((_, message) => log(message)).Build();
        var broker = owner.GetMetadata(TimeSpan.FromSeconds(10)).Brokers.Single();
        return new EmbeddedBroker(owner, $"{broker.Host}:{broker.Port}");
    }

    /// <summary>Topics come into being when they are first named.</summary>
    public void EnsureTopic(string name) => _owner.GetMetadata(name, TimeSpan.FromSeconds(10));

    public void Dispose() => _owner.Dispose();
}
