using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.KillMatrix;

/// <summary>
/// The whole road, of processes that may all be killed: clients, proxy, broker, two sinks (one archives into a folder, one into a bucket, both
/// index), Elasticsearch; with a tap wherever one of them commits to something.
/// <code>
/// clients -> proxy =tap=> disk        proxy =tap=> Kafka =tap=> sinks =tap=> disk, bucket, Elasticsearch
/// </code>
/// </summary>
internal sealed class MatrixWorld : IAsyncDisposable
{
    private const string Strict = "\naudit: [{id: M1, mode: strict, apis: [produce, fetch], topics: \"strict-*\"}]";
    private readonly KafkaTap _tap;

    private MatrixWorld(KafkaTap tap, KafkaServer kafka, ElasticsearchServer elasticsearch) => (_tap, Kafka, Elasticsearch) = (tap, kafka, elasticsearch);

    public KafkaServer Kafka { get; }
    public ElasticsearchServer Elasticsearch { get; }
    public ProxyProcess Proxy { get; private set; } = null!;
    public MatrixSink Folder { get; private set; } = null!;
    public MatrixSink Bucket { get; private set; } = null!;
    public MatrixLoad Load { get; private set; } = null!;

    /// <summary>What the proxy is about to do to its disk.</summary>
    public StepWatch ProxyDisk { get; } = new();

    /// <summary>What goes to the broker and what comes back.</summary>
    public StepWatch Wire { get; } = new();

    public string AuditTopic { get; } = KafkaServer.UniqueName("audit");

    public static async Task<MatrixWorld> StartAsync()
    {
        var tap = new KafkaTap();
        var kafka = KafkaServer.StartAsync($"advertised.listeners=PLAINTEXT://{tap.BootstrapServers}");
        var elasticsearch = ElasticsearchServer.StartAsync();
        var world = new MatrixWorld(tap, await kafka, await elasticsearch);
        tap.Target = world.Kafka.Port;
        tap.Told = world.Wire.TellAsync;
        var (strict, plain) = (KafkaServer.UniqueName("strict"), KafkaServer.UniqueName("plain"));
        foreach (var topic in new[] { strict, plain, world.AuditTopic })
            await world.Kafka.CreateTopicAsync(topic);
        var folder = MatrixSink.StartAsync("folder", tap.BootstrapServers, world.AuditTopic, world.Elasticsearch.Url);
        var bucket = MatrixSink.StartAsync("bucket", tap.BootstrapServers, world.AuditTopic, world.Elasticsearch.Url);
        world.Proxy = await ProxyProcess.StartAsync(SettingsFor(tap, world.AuditTopic), disk: world.ProxyDisk.TellAsync);
        (world.Folder, world.Bucket) = (await folder, await bucket);
        world.Load = new MatrixLoad(world.Proxy.Bootstrap, strict, plain);
        return world;
    }

    /// <summary>Ends load and proxy, waits until both sinks have everything, and stops them.</summary>
    public async Task StopAsync()
    {
        await Load.StopAsync();
        await Proxy.StopAsync();
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = Kafka.BootstrapServers, GroupId = "end" }).Build();
        var end = consumer.QueryWatermarkOffsets(new TopicPartition(AuditTopic, 0), TimeSpan.FromSeconds(60)).High.Value;
        await Task.WhenAll(Folder.UntilAsync(end), Bucket.UntilAsync(end));
        await Task.WhenAll(Folder.StopAsync(), Bucket.StopAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (Load is not null)
            await Load.DisposeAsync();
        if (Proxy is not null)
            await Proxy.DisposeAsync();
        if (Folder is not null)
            await Folder.DisposeAsync();
        if (Bucket is not null)
            await Bucket.DisposeAsync();
        await Kafka.DisposeAsync();
        await Elasticsearch.DisposeAsync();
        await _tap.DisposeAsync();
    }

    // Small segments, so that the journal is trimmed all the time.
    private static ProxySettings SettingsFor(KafkaTap tap, string topic)
    {
        var settings = ProxySettings.Ruled(tap.BootstrapServers, tap.BootstrapServers, topic);
        return settings with
        {
            Yaml = settings.Yaml.Replace("journal: journal}", "journal: journal, segmentBytes: 256KiB}", StringComparison.Ordinal),
            Files = settings.Files.ToDictionary(file => file.Key, file => file.Value + Strict),
        };
    }
}
