using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Compliance.Harness;

/// <summary>
/// Three real brokers and a controller of their own, each a process, so that any broker may be killed, stopped, added and taken out.
/// Small heaps: the four of them hold about 1.3 GB. Replicated three times, acknowledged by two; a broker that was killed is known as
/// gone after six seconds. Needs the shared folder; a test without it is skipped, or fails in CI (<see cref="MissingPart"/>).
/// </summary>
public sealed class KafkaCluster : IAsyncDisposable
{
    private const int ControllerId = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(500);
    private readonly List<KafkaNode> _brokers = [];
    private readonly KafkaNode _controller;
    private readonly string _voters;
    private readonly string[] _properties;
    private IAdminClient? _admin;

    private KafkaCluster(string[] properties)
    {
        _properties = properties;
        var port = FreePort.Next();
        _voters = $"controller.quorum.voters={ControllerId}@127.0.0.1:{port}";
        _controller = new KafkaNode(ControllerId, port, "160m",
        [
            "process.roles=controller", $"listeners=CONTROLLER://127.0.0.1:{port}", $"advertised.listeners=CONTROLLER://127.0.0.1:{port}", _voters,
            "broker.session.timeout.ms=6000", "broker.heartbeat.interval.ms=500", "min.insync.replicas=2",
        ]);
    }

    /// <summary>Those that were ever started and not taken out, by id; running or not.</summary>
    public IReadOnlyList<KafkaNode> Brokers => _brokers;

    /// <summary>The first three brokers' addresses.</summary>
    public string BootstrapServers => string.Join(',', _brokers.Take(3).Select(broker => broker.Address));

    /// <summary>Starts the controller and the brokers 1, 2, 3. Each property is <c>name=value</c>, for brokers only.</summary>
    public static async Task<KafkaCluster> StartAsync(params string[] properties)
    {
        if (SharedFolder.File("kafka", "bin", "start") is null || !Java.IsPresent)
            MissingPart.Report("A cluster of three Kafka brokers", $"It needs ../shared/kafka/bin/start (or COMPLIANCE_SHARED). {Java.HowToGet}");
        var cluster = new KafkaCluster(properties);
        await Task.WhenAll([cluster._controller.StartAsync(), .. Enumerable.Range(1, 3).Select(cluster.AddAsync)]);
        cluster._brokers.Sort((one, other) => one.Id.CompareTo(other.Id));
        return cluster;
    }

    /// <summary>Starts one more broker.</summary>
    public async Task<KafkaNode> AddAsync(int id)
    {
        var port = FreePort.Next();
        var broker = new KafkaNode(id, port, "288m",
        [
            "process.roles=broker", $"listeners=PLAINTEXT://127.0.0.1:{port}", $"advertised.listeners=PLAINTEXT://127.0.0.1:{port}", _voters,
            "default.replication.factor=3", "offsets.topic.replication.factor=3", "min.insync.replicas=2", "broker.session.timeout.ms=6000",
            "broker.heartbeat.interval.ms=500", "replica.lag.time.max.ms=5000", "controlled.shutdown.max.retries=5", .. _properties,
        ]);
        lock (_brokers)
            _brokers.Add(broker);
        await broker.StartAsync();
        return broker;
    }

    /// <summary>Stops a broker that leads nothing, for ever; the cluster tells of it no more.</summary>
    public async Task TakeOutAsync(KafkaNode broker)
    {
        await broker.StopAsync();
        _brokers.Remove(broker);
        await broker.DisposeAsync();
    }

    /// <summary>A client of the brokers themselves, the cluster's to end.</summary>
    public IAdminClient Admin =>
        _admin ??= new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers, SocketTimeoutMs = 10_000, ReconnectBackoffMaxMs = 500 }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    /// <summary>Makes a topic of three replicas a partition and waits until each has all of them in sync.</summary>
    public async Task CreateTopicAsync(string name, int partitions)
    {
        await Eventually.TrueAsync(() => IsCreatedAsync(name, partitions), Patience, $"{name} to be made");
        await InSyncAsync(name, partitions);
    }

    // While brokers come back, the client may know no controller: it asks again. What it gave up waiting for may have been made.
    private async Task<bool> IsCreatedAsync(string name, int partitions)
    {
        try
        {
            await Admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 3 }]);
            return true;
        }
        catch (CreateTopicsException refused) when (refused.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            return true;
        }
        catch (KafkaException e) when (e.Error.IsLocalError || (e as CreateTopicsException)?.Results[0].Error.Code is ErrorCode.RequestTimedOut or ErrorCode.NotController)
        {
            return false;
        }
    }

    /// <summary>Waits until every partition of a topic has a leader and all its replicas in sync.</summary>
    public Task InSyncAsync(string topic, int partitions) => Eventually.TrueAsync(
        () => Partitions(topic) is var all && all.Count == partitions && all.All(partition => partition.Leader > 0 && partition.InSyncReplicas.Length == partition.Replicas.Length),
        Patience, $"the replicas of {topic} to be in sync");

    /// <summary>The partitions as a broker tells them now; none where it can't be asked.</summary>
    public IReadOnlyList<PartitionMetadata> Partitions(string topic)
    {
        try
        {
            return Admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics.SingleOrDefault()?.Partitions ?? [];
        }
        catch (KafkaException)
        {
            return [];
        }
    }

    /// <summary>
    /// Gives partitions other replicas, the first of which leads once <see cref="ElectAsync"/> has asked for it. By Kafka's own tool, over
    /// <paramref name="address"/> (null: the brokers').
    /// </summary>
    public async Task ReassignAsync(IReadOnlyDictionary<string, int[][]> replicas, string? address = null)
    {
        using var folder = new TempFolder("reassign");
        var entries = from topic in replicas
                      from partition in topic.Value.Index()
                      select $$"""{"topic":"{{topic.Key}}","partition":{{partition.Index}},"replicas":[{{string.Join(',', partition.Item)}}]}""";
        var file = folder.Write("plan.json", $$"""{"version":1,"partitions":[{{string.Join(',', entries)}}]}""");
        (await KafkaTools.RunAsync("kafka-reassign-partitions", ["--bootstrap-server", address ?? BootstrapServers, "--reassignment-json-file", file, "--execute"])).Checked();
        foreach (var (topic, wanted) in replicas)
            await Eventually.TrueAsync(() => Partitions(topic) is var now && now.Count == wanted.Length && now.All(partition => IsAt(partition, wanted[partition.PartitionId])), Patience, $"{topic} to have its new replicas");
    }

    /// <summary>Lets the first replica of each partition lead; asks again until it does, since a replica may only now come to be in sync.</summary>
    public async Task ElectAsync(string topic, int partitions)
    {
        var all = Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition)).ToList();
        var until = Stopwatch.StartNew();
        while (Partitions(topic) is var now && (now.Count != partitions || now.Any(partition => partition.Leader != partition.Replicas[0])))
        {
            if (until.Elapsed > Patience)
                throw new TimeoutException($"Waited {Patience.TotalSeconds:0} s in vain for {topic} to be led by its first replicas.");
            try
            {
                await Admin.ElectLeadersAsync(ElectionType.Preferred, all);
            }
            catch (KafkaException)
            {
                // Some lead already, or can't lead yet.
            }

            await Task.Delay(AskAgain);
        }
    }

    private static bool IsAt(PartitionMetadata partition, int[] replicas) =>
        partition.Replicas.SequenceEqual(replicas) && partition.InSyncReplicas.Length == replicas.Length;

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        foreach (var broker in _brokers)
            await broker.DisposeAsync();
        await _controller.DisposeAsync();
    }
}
