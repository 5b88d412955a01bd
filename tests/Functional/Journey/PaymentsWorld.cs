using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.Journey;

/// <summary>
/// A real broker and a real Elasticsearch; proxy and sink as processes of their own; the PCI example of <c>policies/</c>; and clients of
/// librdkafka that log in by name. Everything in it has names of its own, so that several tests share the servers.
/// </summary>
internal sealed class PaymentsWorld : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static readonly IReadOnlyDictionary<string, string> Users = new Dictionary<string, string>
    {
        ["till"] = "canary-password-till",
        ["analyst"] = "canary-password-analyst",
        ["investigator"] = "canary-password-investigator",
        ["intruder"] = "canary-password-intruder",
    };

    private PaymentsWorld(KafkaServer kafka, Uri elasticsearch, string name) => (Kafka, Elasticsearch, Topic, AuditTopic, IndexPrefix) = (kafka, elasticsearch, $"payments.{name}", $"audit.{name}", $"audit-{name}");

    public KafkaServer Kafka { get; }

    public Uri Elasticsearch { get; }

    public string Topic { get; }

    public string AuditTopic { get; }

    public string IndexPrefix { get; }

    public ProxyProcess Proxy { get; private set; } = null!;

    public SinkUnderTest Sink { get; private set; } = null!;

    public static async Task<PaymentsWorld> StartAsync()
    {
        var kafka = await KafkaServer.GetAsync();
        var elasticsearch = await ElasticsearchServer.GetAsync();
        var world = new PaymentsWorld(kafka, elasticsearch.Url, KafkaServer.UniqueName("world"));
        await kafka.CreateTopicAsync(world.Topic, partitions: 2);
        await kafka.CreateTopicAsync(world.AuditTopic);
        world.Proxy = await ProxyProcess.StartAsync(ProxySettings.Governed(kafka.BootstrapServers, Users, "pci-payments.yaml", world.AuditTopic));
        world.Sink = await SinkUnderTest.StartAsync(kafka.BootstrapServers, world.AuditTopic, elasticsearch.Url, world.IndexPrefix);
        return world;
    }

    public ClientConfig As(string user, string? password = null) => new()
    {
        BootstrapServers = Proxy.Bootstrap,
        ClientId = $"{user}-client",
        SecurityProtocol = SecurityProtocol.SaslPlaintext,
        SaslMechanism = SaslMechanism.Plain,
        SaslUsername = user,
        SaslPassword = password ?? Users[user],
    };

    public IProducer<string, string> ProducerAs(string user, ProducerConfig? more = null) =>
        new ProducerBuilder<string, string>(new ProducerConfig(With(more, As(user)))).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    /// <summary>The group that a user of this world reads in: in one that others join too, records come again when they do.</summary>
    public string GroupOf(string user) => $"{user}-{Topic}";

    /// <summary>What somebody reads of the topic through the proxy: as many records as are asked for, in any order.</summary>
    public List<string> Read(string user, int count) => Consume(new ConsumerConfig(As(user)) { GroupId = GroupOf(user), AutoOffsetReset = AutoOffsetReset.Earliest }, Topic, count);

    /// <summary>What lies in the broker, past the proxy.</summary>
    public List<string> ReadStored(int count) =>
        Consume(new ConsumerConfig { BootstrapServers = Kafka.BootstrapServers, GroupId = KafkaServer.UniqueName("past"), AutoOffsetReset = AutoOffsetReset.Earliest }, Topic, count);

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Sink.DisposeAsync();
    }

    public static List<string> Consume(ConsumerConfig settings, string topic, int count)
    {
        using var consumer = new ConsumerBuilder<string, string>(settings).SetLogHandler((_, _) => { }).Build();
        consumer.Subscribe(topic);
        var read = new List<string>();
        while (read.Count < count)
            read.Add((consumer.Consume(Patience) ?? throw new TimeoutException($"Read {read.Count} of {count} records.")).Message.Value);
        consumer.Close();
        return read;
    }

    private static ProducerConfig With(ProducerConfig? more, ClientConfig client)
    {
        var settings = new ProducerConfig(client);
        foreach (var (name, value) in more ?? [])
            settings.Set(name, value);
        return settings;
    }
}
