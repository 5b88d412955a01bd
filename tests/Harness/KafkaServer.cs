using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Compliance.Harness;

/// <summary>
/// A real Kafka broker for tests. <see cref="GetAsync"/> gives the one that all tests of a process share; it comes from KAFKA_BOOTSTRAP,
/// else from the shared folder's <c>kafka/bin/start</c>, else from a container. <see cref="StartAsync(string[])"/> starts one of the test's own,
/// with its own properties, that may be stopped, killed and started again; only the shared folder has such.
/// A test that finds none is skipped, or fails in CI (<see cref="MissingPart"/>).
/// </summary>
public sealed class KafkaServer : IAsyncDisposable
{
    public const string AddressVariable = "KAFKA_BOOTSTRAP";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(240);
    private static readonly TimeSpan AskPatience = TimeSpan.FromSeconds(120);
    private static readonly Lazy<Task<KafkaServer?>> OfProcess = new(FindAsync);

    private readonly string[] _properties;
    private readonly IReadOnlyDictionary<string, string?>? _environment;
    private readonly TempFolder? _data;
    private readonly int _controllerPort;
    private GuardedProcess? _process;

    private KafkaServer(string bootstrapServers) => (BootstrapServers, _properties) = (bootstrapServers, []);

    private KafkaServer(string[] properties, IReadOnlyDictionary<string, string?>? environment)
    {
        _environment = environment;
        Port = FreePort.Next();
        _controllerPort = FreePort.Next();
        BootstrapServers = $"127.0.0.1:{Port}";
        _properties = properties;
        _data = new TempFolder("kafka");
    }

    /// <summary><c>host:port</c>, as a client's <c>bootstrap.servers</c> takes it.</summary>
    public string BootstrapServers { get; }

    /// <summary>The port of an own broker; 0 for one found by its address.</summary>
    public int Port { get; }

    /// <summary>Where an own broker keeps its partitions.</summary>
    public string LogFolder => Owned.Combine("logs");

    /// <summary>What an own broker has logged.</summary>
    public string Log => _process?.Shell.Text ?? "";

    /// <summary>The broker all tests of this process share: use topic and group names of your own (<see cref="UniqueName"/>).</summary>
    public static async Task<KafkaServer> GetAsync()
    {
        var server = await OfProcess.Value;
        if (server is null)
            MissingPart.Report("A Kafka broker", $"Set {AddressVariable}, or lay a folder with kafka/bin/start at ../shared (or COMPLIANCE_SHARED) beside Java 17, or run a Docker engine.");
        return server;
    }

    /// <summary>Processor that a broker of the test's own has used since it was started last.</summary>
    public TimeSpan Processor => Process.ServerProcessor;

    /// <summary>
    /// A broker of the test's own. Each property is <c>name=value</c> as in server.properties and wins over the defaults;
    /// <c>{port}</c> and <c>{controller}</c> in it stand for the two ports it has, for whoever gives it a further listener.
    /// </summary>
    public static Task<KafkaServer> StartAsync(params string[] properties) => StartAsync(null, properties);

    /// <summary>As <see cref="StartAsync(string[])"/>, with variables for <c>bin/start</c>: <c>KAFKA_VERSION</c>, <c>CLUSTER_ID</c>.</summary>
    public static async Task<KafkaServer> StartAsync(IReadOnlyDictionary<string, string?>? environment, params string[] properties)
    {
        if (!CanStart)
            MissingPart.Report("A Kafka broker of the test's own", $"It needs ../shared/kafka/bin/start (or COMPLIANCE_SHARED). {Java.HowToGet}");
        var server = new KafkaServer(properties, environment);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A name that no other test uses.</summary>
    public static string UniqueName(string prefix) => $"{prefix}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Starts a broker that was stopped or killed again, at the same port and with the same data.</summary>
    public async Task StartAgainAsync()
    {
        string[] ports =
        [
            $"listeners=PLAINTEXT://127.0.0.1:{Port},CONTROLLER://127.0.0.1:{_controllerPort}",
            $"controller.quorum.voters=1@127.0.0.1:{_controllerPort}",
        ];
        _process = GuardedProcess.Start(Owned.Path, SharedFolder.File("kafka", "bin", "start")!, [Owned.Path, $"{Port}", .. ports, .. _properties.Select(WithPorts)], await KafkaJava.WithAsync(_environment));
        await _process.Shell.WaitForLineAsync(line => line.Contains("Kafka Server started", StringComparison.Ordinal), StartPatience);
    }

    /// <summary>A clean stop: leadership is given up, connections are closed.</summary>
    public Task StopAsync() => Process.StopAsync();

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => Process.KillAsync();

    public IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers, EnableMetricsPush = false }).Build();

    /// <summary>Makes a topic and waits until it is there in full: its partitions are led, and answer for their offsets.</summary>
    public async Task CreateTopicAsync(string name, int partitions = 1, IReadOnlyDictionary<string, string>? settings = null)
    {
        using var admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1, Configs = settings?.ToDictionary() }]);
        await Eventually.TrueAsync(() => IsWholeAsync(admin, name, partitions), AskPatience, $"the partitions of {name} to answer");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _data?.Dispose();
    }

    private string WithPorts(string property) =>
        property.Replace("{port}", $"{Port}", StringComparison.Ordinal).Replace("{controller}", $"{_controllerPort}", StringComparison.Ordinal);

    private static bool CanStart => SharedFolder.File("kafka", "bin", "start") is not null && Java.IsPresent;

    private GuardedProcess Process => _process ?? throw new InvalidOperationException("A broker found by its address is not the test's to stop: use KafkaServer.StartAsync.");

    private TempFolder Owned => _data ?? throw new InvalidOperationException("A broker found by its address is not the test's to start: use KafkaServer.StartAsync.");

    /// <summary>A broker hears of a topic after its controller has answered, and makes the partitions after it has heard.</summary>
    private static async Task<bool> IsWholeAsync(IAdminClient admin, string topic, int partitions)
    {
        var asked = Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(topic, partition), OffsetSpec = OffsetSpec.Latest() });
        try
        {
            await admin.ListOffsetsAsync(asked, new ListOffsetsOptions { RequestTimeout = AskPatience });
            return true;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    private static async Task<KafkaServer?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } address)
        {
            using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = address, SocketTimeoutMs = 60_000 }).Build();
            admin.GetMetadata(AskPatience);
            return new KafkaServer(address);
        }
        if (CanStart)
            return await StartAsync();
        return await KafkaContainer.TryStartAsync() is { } container ? new KafkaServer(container) : null;
    }
}
