using Compliance.Functional.Proxies;
using Compliance.Harness;
using Compliance.Harness.Broker;

namespace Compliance.Functional.Equivalence;

/// <summary>
/// One broker of the tests' own and, before it, a proxy for each <see cref="Road"/> but the direct one: the same script must say the same
/// on all of them. Started once for all tests of this process, which name their topics and groups apart; it ends with the process.
/// <code>
/// var roads = await Roads.GetAsync();
/// var said = await roads.AllAsync(async script =>
/// {
///     var topic = script.Name("topic");                 // a name of this road's own, written "topic" in the transcript
///     script.Say(await KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", script.Address, …]));
///     script.Say($"{topic} has {count} records");
/// });
/// Assert.Contains("topic has 20 records", said.Alike());
/// </code>
/// </summary>
internal sealed class Roads : IAsyncDisposable
{
    // Without topics made by the way: a living producer's look for a deleted one would bring it back. Without an end of what is kept:
    // records bear times that are written in the tests, and the broker would delete them as old while a script reads them.
    private static readonly string[] OfTests =
    [
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer", "super.users=User:ANONYMOUS", "auto.create.topics.enable=false",
        "log.retention.ms=-1",
    ];

    private static readonly Lazy<Task<Roads>> OfProcess = new(() => StartAsync(OfTests));
    private static readonly Lazy<Task<Roads>> Older = new(() => StartAsync(new Dictionary<string, string?> { ["KAFKA_VERSION"] = "4.3" }, OfTests));

    /// <summary>Members of the newer kinds of group hear of each other in half a second instead of five.</summary>
    private static readonly string[] QuickGroups = [.. new[] { "consumer", "share" }.SelectMany(kind => new[] { $"group.{kind}.min.heartbeat.interval.ms=500", $"group.{kind}.heartbeat.interval.ms=500" })];

    private readonly ProxyProcess _proxied;
    private readonly ProxyProcess _ruled;

    private Roads(KafkaServer broker, FakeCluster evidence, ProxyProcess proxied, ProxyProcess ruled) => (Broker, Evidence, _proxied, _ruled) = (broker, evidence, proxied, ruled);

    public static IReadOnlyList<Road> Every { get; } = Enum.GetValues<Road>();

    public KafkaServer Broker { get; }

    /// <summary>Where the ruled road's evidence goes: not to the broker, whose topics are the same on all roads.</summary>
    public FakeCluster Evidence { get; }

    public static Task<Roads> GetAsync() => OfProcess.Value;

    /// <summary>Those of <see cref="GetAsync"/>, and at night others before a broker of the version before.</summary>
    public static async Task<IReadOnlyList<Roads>> EachAsync() => Nightly.IsOn ? [await OfProcess.Value, await Older.Value] : [await OfProcess.Value];

    /// <summary>Roads of a test's own, before a broker with these properties.</summary>
    public static Task<Roads> StartAsync(params string[] properties) => StartAsync(null, properties);

    /// <summary>As <see cref="StartAsync(string[])"/>, with variables for the broker's start: <c>KAFKA_VERSION</c>.</summary>
    public static Task<Roads> StartAsync(IReadOnlyDictionary<string, string?>? environment, params string[] properties) =>
        StartAsync(environment, settings => settings, properties);

    /// <summary>As <see cref="StartAsync(string[])"/>, with both proxies' settings changed: for a broker that asks for a login.</summary>
    public static async Task<Roads> StartAsync(IReadOnlyDictionary<string, string?>? environment, Func<ProxySettings, ProxySettings> change, params string[] properties)
    {
        var broker = await KafkaServer.StartAsync(environment, [.. QuickGroups, .. properties]);
        var evidence = await FakeCluster.StartAsync();
        evidence.Topic("audit");
        var proxied = await ProxyProcess.StartAsync(change(ProxySettings.Open(broker.BootstrapServers)));
        var ruled = await ProxyProcess.StartAsync(change(ProxySettings.Ruled(broker.BootstrapServers, evidence.BootstrapServers, "audit")));
        return new Roads(broker, evidence, proxied, ruled);
    }

    public string Address(Road road) => road switch
    {
        Road.Direct => Broker.BootstrapServers,
        Road.Proxied => _proxied.Bootstrap,
        _ => _ruled.Bootstrap,
    };

    public ProxyProcess Proxy(Road road) => road == Road.Ruled ? _ruled : _proxied;

    /// <summary>
    /// The same script on every road, on all at once: for scripts that meet in nothing but the broker. On the roads that all tests share it
    /// runs again at night, and before the older broker, and must be alike there too.
    /// </summary>
    public async Task<Transcripts> AllAsync(Func<Transcript, Task> script)
    {
        var said = await OnceAsync(script);
        if (Nightly.IsOn && this == await OfProcess.Value)
        {
            foreach (var roads in await EachAsync())
                (await roads.OnceAsync(script)).Alike();
        }
        return said;
    }

    /// <summary>As <see cref="AllAsync"/>, by day and night: for scripts of which several belong together.</summary>
    public async Task<Transcripts> OnceAsync(Func<Transcript, Task> script) => new(await Task.WhenAll(Every.Select(road => RunAsync(road, script))));

    /// <summary>The same script on every road, on one after the other: for questions about the broker as a whole.</summary>
    public async Task<Transcripts> InTurnAsync(Func<Transcript, Task> script)
    {
        var said = new List<Transcript>();
        foreach (var road in Every)
            said.Add(await RunAsync(road, script));
        return new Transcripts(said);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxied.DisposeAsync();
        await _ruled.DisposeAsync();
        await Evidence.DisposeAsync();
        await Broker.DisposeAsync();
    }

    private async Task<Transcript> RunAsync(Road road, Func<Transcript, Task> script)
    {
        var transcript = new Transcript(this, road);
        try
        {
            await script(transcript);
            return transcript;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var log = road == Road.Direct ? [] : Proxy(road).Log.Split('\n').TakeLast(20);
            throw new InvalidOperationException($"The script failed on the road {road}: {failure.Message}\nIt had said:\n{transcript}\nThe proxy:\n{string.Join('\n', log)}", failure);
        }
    }
}
