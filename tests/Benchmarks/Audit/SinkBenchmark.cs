using System.Diagnostics;
using System.Text.Json.Nodes;
using Compliance.AuditSink;
using Compliance.AuditSink.Settings;
using Compliance.Harness;
using Compliance.Search.Settings;
using Compliance.Signing;
using Compliance.Store.Entries;
using Compliance.Store.Folder;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Benchmarks.Audit;

/// <summary>
/// The whole sink, as its process runs it, from a topic of a real Kafka that is full already: into the signed archive, and into an
/// Elasticsearch beside it. Time runs from the sink's start until everything is in; the servers have the same processors.
/// </summary>
internal static class SinkBenchmark
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(long events, bool withIndex)
    {
        await using var kafka = await KafkaServer.StartAsync("group.initial.rebalance.delay.ms=0");
        await using var elasticsearch = withIndex ? await ElasticsearchServer.StartAsync() : null;
        using var folder = new TempFolder("sink");
        events = await AuditTopic.FillAsync(kafka, events);
        var settings = Settings(kafka, folder, elasticsearch?.Url, events);

        using var stop = new CancellationTokenSource();
        var (watch, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var sink = new SinkProcess(settings, NullLoggerFactory.Instance, TimeProvider.System).RunAsync(stop.Token);
        while (await ArchivedAsync(folder.Path) < events || (elasticsearch is not null && await IndexedAsync(elasticsearch.Url) < events))
        {
            if (await Task.WhenAny(sink, Task.Delay(Look)) == sink)
                await sink;
        }

        var (perSecond, used) = (events / watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / events);
        await stop.CancelAsync();
        await sink;
        AuditTable.Row(
            $"sink into {(withIndex ? "Parquet and Elasticsearch" : "Parquet")}",
            $"{events:N0} events, {perSecond:N0} events/s, {used:0.0} µs of processor each, {Environment.WorkingSet >> 20} MB resident", withIndex ? "25,000 events/s" : "50,000 events/s", perSecond >= (withIndex ? 25_000 : 50_000));
    }

    private static SinkSettings Settings(KafkaServer kafka, TempFolder folder, Uri? elasticsearch, long events) => new()
    {
        Kafka = new KafkaSettings { Bootstrap = kafka.BootstrapServers, Topic = AuditTopic.Name },
        // The last record fills a range: nothing waits for a clock.
        Archive = new ArchiveSettings { Path = folder.Path, Roll = new RollSettings { Rows = events / AuditTopic.Partitions / 2, Bytes = 1L << 30 } },
        Ledger = new LedgerSettings { Origin = "audit.example/benchmark", Key = PemKeys.Create(SignatureKind.Ed25519) },
        Elasticsearch = elasticsearch is null ? null : new ElasticsearchSettings { Url = elasticsearch, Replicas = 0, RefreshSeconds = 1 },
    };

    private static async Task<long> ArchivedAsync(string folder)
    {
        using var store = new FolderStore(folder, TimeProvider.System);
        return await ArchiveEntries.ReadAsync(store, CancellationToken.None).Select(stored => stored.Entry.Rows).SumAsync();
    }

    private static async Task<long> IndexedAsync(Uri elasticsearch)
    {
        using var client = new HttpClient { BaseAddress = elasticsearch };
        return (long)JsonNode.Parse(await client.GetStringAsync("audit-kafka-*/_count"))!["count"]!;
    }
}
