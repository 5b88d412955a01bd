namespace Compliance.Harness;

/// <summary>
/// A real Elasticsearch for tests. <see cref="GetAsync"/> gives the one that all tests of a process share; it comes from
/// ELASTICSEARCH_URL, else from the shared folder's <c>elasticsearch/bin/start</c>, else from a container. <see cref="StartAsync"/>
/// starts one of the test's own that may be stopped, killed and started again; only the shared folder has such.
/// A test that finds none is skipped, or fails in CI (<see cref="MissingPart"/>).
/// </summary>
public sealed class ElasticsearchServer : IAsyncDisposable
{
    public const string AddressVariable = "ELASTICSEARCH_URL";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(300);
    private static readonly Lazy<Task<ElasticsearchServer?>> OfProcess = new(FindAsync);

    private readonly TempFolder? _data;
    private readonly int _port;
    private readonly IReadOnlyDictionary<string, string?>? _environment;
    private GuardedProcess? _process;

    private ElasticsearchServer(Uri url) => Url = url;

    private ElasticsearchServer(IReadOnlyDictionary<string, string?>? environment)
    {
        _environment = environment;
        _port = FreePort.Next();
        Url = new Uri($"http://127.0.0.1:{_port}");
        _data = new TempFolder("elasticsearch");
    }

    /// <summary>Without a path: <c>http://127.0.0.1:9200/</c>.</summary>
    public Uri Url { get; }

    /// <summary>The server all tests of this process share: use index names of your own (<see cref="UniqueName"/>).</summary>
    public static async Task<ElasticsearchServer> GetAsync()
    {
        var server = await OfProcess.Value;
        if (server is null)
            MissingPart.Report("An Elasticsearch", $"Set {AddressVariable}, or lay a folder with elasticsearch/bin/start at ../shared (or COMPLIANCE_SHARED) beside Java 17, or run a Docker engine.");
        return server;
    }

    /// <summary>Processor that a server of the test's own has used since it was started last.</summary>
    public TimeSpan Processor => (_process ?? throw NotOurs()).ServerProcessor;

    /// <summary>A server of the test's own.</summary>
    /// <param name="environment">Variables for its start: <c>ES_HEAP</c>, <c>ES_JIT</c>.</param>
    public static async Task<ElasticsearchServer> StartAsync(IReadOnlyDictionary<string, string?>? environment = null)
    {
        if (!CanStart)
            MissingPart.Report("An Elasticsearch of the test's own", $"It needs ../shared/elasticsearch/bin/start (or COMPLIANCE_SHARED). {Java.HowToGet}");
        var server = new ElasticsearchServer(environment);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A lower-case name that no other test uses; fit for an index or its prefix.</summary>
    public static string UniqueName(string prefix) => $"{prefix}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Starts a server that was stopped or killed again, at the same port and with the same data.</summary>
    public async Task StartAgainAsync()
    {
        var data = _data ?? throw NotOurs();
        _process = GuardedProcess.Start(data.Path, SharedFolder.File("elasticsearch", "bin", "start")!, [data.Combine("node"), $"{_port}"], _environment);
        await _process.Shell.WaitForLineAsync(line => line.StartsWith("elasticsearch: ready", StringComparison.Ordinal), StartPatience);
    }

    /// <summary>A clean stop.</summary>
    public Task StopAsync() => (_process ?? throw NotOurs()).StopAsync();

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => (_process ?? throw NotOurs()).KillAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _data?.Dispose();
    }

    private static bool CanStart => SharedFolder.File("elasticsearch", "bin", "start") is not null && Java.IsPresent;

    private static InvalidOperationException NotOurs() => new("A server found by its address is not the test's to start or stop: use ElasticsearchServer.StartAsync.");

    private static async Task<ElasticsearchServer?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } address)
        {
            var url = new Uri(address);
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(100) };
            using var answer = await client.GetAsync(url);
            answer.EnsureSuccessStatusCode();
            return new ElasticsearchServer(url);
        }
        if (CanStart)
            return await StartAsync();
        return await ElasticsearchContainer.TryStartAsync() is { } container ? new ElasticsearchServer(container) : null;
    }
}
