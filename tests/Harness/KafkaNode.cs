namespace Compliance.Harness;

/// <summary>
/// One process of a <see cref="KafkaCluster"/>: a broker, or the controller. It may be stopped, killed and started again, at the same
/// port and with the same data. Owner: its cluster.
/// </summary>
public sealed class KafkaNode : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(240);
    private readonly string[] _properties;
    private readonly IReadOnlyDictionary<string, string?> _environment;
    private readonly TempFolder _data;
    private GuardedProcess? _process;

    internal KafkaNode(int id, int port, string heap, string[] properties)
    {
        (Id, Port, _properties) = (id, port, properties);
        _environment = new Dictionary<string, string?> { ["KAFKA_HEAP"] = heap };
        _data = new TempFolder($"kafka-{id}");
    }

    public int Id { get; }

    public int Port { get; }

    /// <summary><c>host:port</c>.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>What it has logged since its last start.</summary>
    public string Log => _process?.Shell.Text ?? "";

    public bool IsRunning => _process is { Shell.HasExited: false };

    /// <summary>Starts it, for the first time or again; returns when it serves.</summary>
    public async Task StartAsync()
    {
        var environment = await KafkaJava.WithAsync(_environment);
        _process = GuardedProcess.Start(_data.Path, SharedFolder.File("kafka", "bin", "start")!, [_data.Path, $"{Port}", $"node.id={Id}", .. _properties], environment);
        await _process.Shell.WaitForLineAsync(line => line.Contains("Kafka Server started", StringComparison.Ordinal), StartPatience);
    }

    /// <summary>A clean stop: leadership is given up, connections are closed.</summary>
    public Task StopAsync() => _process!.StopAsync();

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>SIGSTOP: it holds its connections and does nothing, as a machine does that has run out of something.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (IsRunning)
                await KillAsync();
            await _process.DisposeAsync();
        }
        _data.Dispose();
    }

    private async Task SignalAsync(string name) => (await ChildProcess.RunAsync("/bin/kill", [$"-{name}", $"{_process!.ServerId}"])).Checked();
}
