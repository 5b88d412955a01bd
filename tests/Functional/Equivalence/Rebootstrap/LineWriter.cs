using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.Equivalence.Rebootstrap;

/// <summary>
/// A living producer, of any <see cref="WritingClient"/>, that asks for metadata every half second. One owner.
/// </summary>
internal sealed class LineWriter : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["metadata.recovery.strategy"] = "rebootstrap",
        ["enable.idempotence"] = "false",
        ["reconnect.backoff.max.ms"] = "200",
    };

    private readonly string _topic;
    private readonly ChildProcess? _tool;
    private readonly IProducer<Null, string>? _producer;

    private LineWriter(string topic, ChildProcess? tool, IProducer<Null, string>? producer) => (_topic, _tool, _producer) = (topic, tool, producer);

    /// <param name="client">Which one.</param>
    /// <param name="bootstrap">Where it begins.</param>
    /// <param name="topic">Where its lines go.</param>
    /// <param name="patience">After so long without metadata it gives its brokers up for lost, and begins anew untold.</param>
    public static LineWriter Start(WritingClient client, string bootstrap, string topic, TimeSpan patience)
    {
        var settings = new Dictionary<string, string>(Settings) { ["metadata.recovery.rebootstrap.trigger.ms"] = $"{patience.TotalMilliseconds}" };
        if (client == WritingClient.Librdkafka)
        {
            var config = new ProducerConfig(settings) { BootstrapServers = bootstrap, TopicMetadataRefreshIntervalMs = 500, MessageTimeoutMs = 120000 };
            return new LineWriter(topic, null, new ProducerBuilder<Null, string>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build());
        }
        string[] arguments =
        [
            "--bootstrap-server", bootstrap, "--topic", topic, "--command-property", "metadata.max.age.ms=500", "--command-property", "linger.ms=0",
            .. settings.SelectMany(setting => new[] { "--command-property", $"{setting.Key}={setting.Value}" }),
        ];
        return new LineWriter(topic, NewestTool.Start("ConsoleProducer", arguments), null);
    }

    /// <summary>Hands a line over; whether it arrives is seen at the brokers.</summary>
    public async Task WriteAsync(string line)
    {
        if (_tool is not null)
        {
            await _tool.Input.WriteLineAsync(line);
            await _tool.Input.FlushAsync();
        }
        else
            _producer!.Produce(_topic, new Message<Null, string> { Value = line });
    }

    /// <summary>What it has complained of.</summary>
    public string Said => _tool?.Text ?? "";

    public async ValueTask DisposeAsync()
    {
        _producer?.Dispose();
        if (_tool is not null)
            await _tool.DisposeAsync();
    }
}
