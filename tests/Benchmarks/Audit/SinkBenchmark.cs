using System.Diagnostics;
using System.Globalization;
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
/// Elasticsearch beside it. Time runs from the sink's start until everything is in; the servers have the same processors, and what they use
/// of them is told apart. Elasticsearch has both compilers of its Java and a server's heap, which the tests do without.
/// </summary>
internal static class SinkBenchmark
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly Dictionary<string, string?> AsServed = new() { ["ES_JIT"] = "full", ["ES_HEAP"] = "2g" };

    public static async Task RunAsync(long events, bool withIndex)
    {
        await using var kafka = await KafkaServer.StartAsync("group.initial.rebalance.delay.ms=0");
        await using var elasticsearch = withIndex ? await ElasticsearchServer.StartAsync(AsServed) : null;
        using var folder = new TempFolder("sink");
        events = await AuditTopic.FillAsync(kafka, events);
        var settings = Settings(kafka, folder, elasticsearch?.Url, events);

        using var stop = new CancellationTokenSource();
        var sink = new SinkProcess(settings, NullLoggerFactory.Instance, TimeProvider.System).RunAsync(stop.Token);
        var (start, half) = (Point.Now(0, kafka, elasticsearch), default(Point?));
        long done;
        while ((done = await DoneAsync(folder.Path, elasticsearch?.Url)) < events)
        {
            if (half is null && done >= events / 2)
                half = Point.Now(done, kafka, elasticsearch);
            if (await Task.WhenAny(sink, Task.Delay(Look)) == sink)
                await sink;
        }

        var end = Point.Now(done, kafka, elasticsearch);
        await stop.CancelAsync();
        await sink;
        var what = withIndex ? "Parquet and Elasticsearch" : "Parquet";
        var mark = withIndex ? 25_000 : 50_000;
        Row($"sink into {what}", start, end, mark);
        if (withIndex && half is not null)
            Row($"sink into {what}, the second half", half, end, mark);
        if (elasticsearch is not null)
            AuditTable.Row("what the index shows then", $"{await ShownAsync(elasticsearch.Url)}");
    }

    private static void Row(string what, Point from, Point to, int mark)
    {
        var events = to.Events - from.Events;
        var perSecond = events / Stopwatch.GetElapsedTime(from.Time, to.Time).TotalSeconds;
        AuditTable.Row(
            what,
            $"{events:N0} events, {perSecond:N0} events/s; processor each: sink {Each(to.Sink - from.Sink):0.0} µs, Kafka {Each(to.Kafka - from.Kafka):0.0}, Elasticsearch {Each(to.Index - from.Index):0.0}; {Environment.WorkingSet >> 20} MB resident",
            string.Create(CultureInfo.InvariantCulture, $"{mark:N0} events/s"),
            perSecond >= mark);

        double Each(TimeSpan processor) => processor.TotalMicroseconds / events;
    }

    // As far as both have come.
    private static async Task<long> DoneAsync(string folder, Uri? elasticsearch)
    {
        var archived = await ArchivedAsync(folder);
        return elasticsearch is null ? archived : Math.Min(archived, await IndexedAsync(elasticsearch));
    }

    private static SinkSettings Settings(KafkaServer kafka, TempFolder folder, Uri? elasticsearch, long events) => new()
    {
        Kafka = new KafkaSettings { Bootstrap = kafka.BootstrapServers, Topic = AuditTopic.Name },
        // The last record fills a range: nothing waits for a clock.
        Archive = new ArchiveSettings { Path = folder.Path, Roll = new RollSettings { Rows = events / AuditTopic.Partitions / 2, Bytes = 1L << 30 } },
        Ledger = new LedgerSettings { Origin = "audit.example/benchmark", Key = PemKeys.Create(SignatureKind.Ed25519) },
        Elasticsearch = elasticsearch is null ? null : new ElasticsearchSettings { Url = elasticsearch, Replicas = 0, Compress = false },
    };

    private static async Task<long> ArchivedAsync(string folder)
    {
        using var store = new FolderStore(folder, TimeProvider.System);
        return await ArchiveEntries.ReadAsync(store, CancellationToken.None).Select(stored => stored.Entry.Rows).SumAsync();
    }

    // Those that have been taken, which show in searches a refresh later.
    private static async Task<long> IndexedAsync(Uri elasticsearch)
    {
        using var client = new HttpClient { BaseAddress = elasticsearch };
        var all = JsonNode.Parse(await client.GetStringAsync("audit-kafka-*/_stats/indexing"))!["_all"]!["primaries"];
        return all?["indexing"] is { } indexing ? (long)indexing["index_total"]! - (long)indexing["index_failed"]! : 0;
    }

    private static async Task<string> ShownAsync(Uri elasticsearch)
    {
        using var client = new HttpClient { BaseAddress = elasticsearch };
        (await client.PostAsync("audit-kafka-*/_refresh", null)).EnsureSuccessStatusCode();
        var (count, size) = (JsonNode.Parse(await client.GetStringAsync("audit-kafka-*/_count"))!["count"], JsonNode.Parse(await client.GetStringAsync("audit-kafka-*/_stats/store"))!["_all"]!["primaries"]!["store"]!["size_in_bytes"]);
        return string.Create(CultureInfo.InvariantCulture, $"{(long)count!:N0} documents, {(double)(long)size! / (long)count!:0} B each");
    }

    /// <summary>How far all have come at a time, and what processor each has used until then.</summary>
    private sealed record Point(long Events, long Time, TimeSpan Sink, TimeSpan Kafka, TimeSpan Index)
    {
        public static Point Now(long events, KafkaServer kafka, ElasticsearchServer? elasticsearch) =>
            new(events, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, kafka.Processor, elasticsearch?.Processor ?? TimeSpan.Zero);
    }
}
