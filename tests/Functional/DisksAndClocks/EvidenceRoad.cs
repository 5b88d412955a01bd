using Compliance.Functional.KillMatrix;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.DisksAndClocks;

/// <summary>
/// Clients that write and read through a proxy, some topics strict, and sinks that archive what it tells: the kill matrix's, but nobody is held
/// at a step, and proxy or sinks may live in another world. In the end everything is counted.
/// </summary>
internal sealed class EvidenceRoad : IAsyncDisposable
{
    private const string Strict = "\naudit: [{id: M1, mode: strict, apis: [produce, fetch], topics: \"strict-*\"}]";
    private readonly List<MatrixSink> _sinks = [];
    private readonly KafkaServer _kafka;
    private readonly string _audit = KafkaServer.UniqueName("audit");

    private EvidenceRoad(KafkaServer kafka) => _kafka = kafka;

    public ProxyProcess Proxy { get; private set; } = null!;
    public MatrixLoad Load { get; private set; } = null!;
    public IReadOnlyList<MatrixSink> Sinks => _sinks;

    /// <param name="audit">What the proxy's audit settings have beside cluster and topic, its journal's folder first of all.</param>
    /// <param name="around">The proxy's world; null: that of the tests.</param>
    /// <param name="sinks">Kind and world of each sink.</param>
    public static async Task<EvidenceRoad> StartAsync(string audit, Func<string[], string[]>? around, params (string Kind, SinkWorld World)[] sinks)
    {
        var road = new EvidenceRoad(await KafkaServer.GetAsync());
        try
        {
            var (strict, plain) = (KafkaServer.UniqueName("strict"), KafkaServer.UniqueName("plain"));
            await road._kafka.CreateTopicAsync(strict);
            await road._kafka.CreateTopicAsync(plain);

            await road._kafka.CreateTopicAsync(road._audit, settings: new Dictionary<string, string> { ["message.timestamp.type"] = "LogAppendTime" });
            road.Proxy = await ProxyProcess.StartAsync(road.SettingsFor(audit), around: around);
            road._sinks.AddRange(await Task.WhenAll(sinks.Select(sink => MatrixSink.StartAsync(sink.Kind, road._kafka.BootstrapServers, road._audit, null, sink.World))));
            road.Load = new MatrixLoad(road.Proxy.Bootstrap, strict, plain);
            return road;
        }
        catch
        {
            await road.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until so many more answers have come.</summary>
    public async Task AnswersAsync(int more, string when)
    {
        var least = Load.Count + more;
        try
        {
            await Eventually.TrueAsync(() => Load.Count >= least, TimeSpan.FromSeconds(120), $"clients to be answered {when}");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\nproxy:\n{Proxy.Log}", e);
        }
    }

    /// <summary>Waits until each sink has archived what is in the topic by now.</summary>
    public async Task ArchivedAsync()
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = _kafka.BootstrapServers, GroupId = "end" }).Build();
        var end = consumer.QueryWatermarkOffsets(new TopicPartition(_audit, 0), TimeSpan.FromSeconds(60)).High.Value;
        await Task.WhenAll(_sinks.Select(sink => sink.UntilAsync(end)));
    }

    /// <summary>Ends the load and waits until the topic has all that the journal holds, which a stop waits for no longer than it may.</summary>
    public async Task ShippedAsync()
    {
        await Load.StopAsync();
        await Eventually.TrueAsync(async () => await Proxy.MetricAsync("compliance_audit_backlog_bytes") == 0, TimeSpan.FromSeconds(120), "the journal to be shipped");
    }

    /// <summary>Ends load and proxy, waits until each sink has everything, stops them, and counts.</summary>
    public async Task<IReadOnlyList<MatrixCount>> CountAsync()
    {
        await Load.StopAsync();
        await Proxy.StopAsync();
        await ArchivedAsync();
        await Task.WhenAll(_sinks.Select(sink => sink.StopAsync()));
        return await Task.WhenAll(_sinks.Select(sink => MatrixCount.OfAsync(sink, null)));
    }

    public async ValueTask DisposeAsync()
    {
        if (Load is not null)
            await Load.DisposeAsync();
        if (Proxy is not null)
            await Proxy.DisposeAsync();
        foreach (var sink in _sinks)
            await sink.DisposeAsync();
    }

    private ProxySettings SettingsFor(string audit)
    {
        var settings = ProxySettings.Ruled(_kafka.BootstrapServers, _kafka.BootstrapServers, _audit);
        return settings with
        {
            Yaml = settings.Yaml.Replace("journal: journal}", $"{audit}}}", StringComparison.Ordinal),
            Files = settings.Files.ToDictionary(file => file.Key, file => file.Value + Strict),
        };
    }
}
