using System.Globalization;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Compliance.Harness;
using Compliance.Store;
using Compliance.Store.Entries;
using Compliance.Store.Folder;
using Compliance.Store.S3;
using Confluent.Kafka;

namespace Compliance.AuditSink.Tests.Sharing;

/// <summary>
/// Real sinks as processes of their own, that share a topic and an archive in a folder or a bucket; and the proxies that write to the
/// topic. What is in the archive is counted by the entries.
/// </summary>
internal sealed class SinkFleet : IAsyncDisposable
{
    public const int EventsPerBatch = 40;
    private readonly TempFolder _folder = new("fleet");
    private readonly KafkaServer _kafka;
    private readonly TestBucket? _bucket;
    private readonly List<ChildProcess> _started = [];

    private SinkFleet(KafkaServer kafka, TestBucket? bucket, string topic) => (_kafka, _bucket, Topic) = (kafka, bucket, topic);

    public string Topic { get; }

    /// <summary>Of librdkafka, beside what the sink sets.</summary>
    public string Properties { get; init; } = "";

    public static async Task<SinkFleet> MakeAsync(string kind, int partitions, string properties = "")
    {
        var kafka = await KafkaServer.GetAsync();
        var bucket = kind == "s3" ? await TestBucket.MakeAsync() : null;
        var fleet = new SinkFleet(kafka, bucket, KafkaServer.UniqueName("audit")) { Properties = properties };
        await kafka.CreateTopicAsync(fleet.Topic, partitions);
        return fleet;
    }

    /// <summary>Starts a sink; under the same name again it is the same member of the group.</summary>
    public ChildProcess Start(string name, Uri? endpoint = null, string more = "")
    {
        var config = _folder.Write($"{name}-{_started.Count}.yaml", Config(name, endpoint) + more + "\n");
        var environment = new Dictionary<string, string?> { ["SINK_S3_KEY"] = _bucket?.Settings.Credentials!.AccessKey, ["SINK_S3_SECRET"] = _bucket?.Settings.Credentials!.SecretKey };
        _started.Add(ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "auditsink.dll"), "--config", config], environment));
        return _started[^1];
    }

    public static Task HasPartitionAsync(ChildProcess sink) =>
        sink.WaitForLineAsync(line => line.Contains("is ours", StringComparison.Ordinal), TimeSpan.FromSeconds(90));

    /// <summary>Sends batches of each proxy, some of them twice, one of all proxies each <paramref name="pause"/>.</summary>
    public async Task SendAsync(IReadOnlyList<string> proxies, int first, int batches, TimeSpan pause)
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers, EnableIdempotence = true }).Build();
        var random = new Random(7);
        for (var batch = first; batch < first + batches; batch++)
        {
            foreach (var proxy in proxies)
            {
                var value = Sample.Batch((batch * EventsPerBatch) + 1, (batch + 1) * EventsPerBatch, proxy);
                for (var times = random.Next(10) == 0 ? 2 : 1; times > 0; times--)
                    producer.Produce(Topic, new Message<string, byte[]> { Key = proxy, Value = value });
            }

            await Task.Delay(pause);
        }

        producer.Flush(TimeSpan.FromSeconds(30));
    }

    public IArchiveStore OpenStore() => _bucket is null
        ? new FolderStore(_folder.Combine("archive"), TimeProvider.System)
        : new S3Store(_bucket.Settings, TimeProvider.System);

    public async Task<List<ManifestEntry>> EntriesAsync()
    {
        using var store = OpenStore();
        return await ArchiveEntries.ReadAsync(store, default).Select(stored => stored.Entry).ToListAsync();
    }

    /// <summary>In vain, the exception shows what the sinks have logged.</summary>
    public async Task UntilRowsAsync(long expected)
    {
        try
        {
            await Eventually.TrueAsync(async () => (await EntriesAsync()).Sum(entry => entry.Rows) >= expected, TimeSpan.FromSeconds(180), $"{expected} rows in the archive");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{string.Join("\n\n", _started.Select(sink => sink.Text))}", e);
        }
    }

    /// <summary>Rows by proxy in the files that the entries name: count, distinct sequences, first and last.</summary>
    public async Task<List<object?[]>> RowsByProxyAsync()
    {
        using var store = OpenStore();
        var named = (await EntriesAsync()).SelectMany(entry => entry.Files.Select(file => (entry, file))).ToList();
        var paths = await new FileCache(_folder.Combine("cache"), long.MaxValue).FetchAsync(store, named, default);
        using var duck = new Duck(paths!);
        return duck.Rows("proxy, count(*), count(distinct sequence), min(sequence), max(sequence)", "where action = 'kafka.fetch' group by proxy order by proxy");
    }

    /// <summary>Names of range files at their place that no entry names, and what is left of ranges under way.</summary>
    public async Task<(IReadOnlyList<string> Strangers, IReadOnlyList<string> Leftovers)> RestAsync()
    {
        using var store = OpenStore();
        var named = (await EntriesAsync()).SelectMany(entry => entry.Files).Select(file => file.Path).ToHashSet();
        var names = await store.ListAsync("", null, default).ToListAsync();
        return (
            [.. names.Where(name => name.StartsWith("date=", StringComparison.Ordinal) && !named.Contains(name))],
            [.. names.Where(name => name.StartsWith($"_writing/{Topic}-", StringComparison.Ordinal))]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sink in _started)
            await sink.DisposeAsync();
        _bucket?.Dispose();
        _folder.Dispose();
    }

    private string Config(string name, Uri? endpoint) => string.Create(CultureInfo.InvariantCulture, $$"""
        kafka:
          bootstrap: {{_kafka.BootstrapServers}}
          topic: {{Topic}}
          group: {{Topic}}
          properties: {group.instance.id: {{name}}, session.timeout.ms: 6000{{Properties}}}
        archive:
          {{(_bucket is null ? $"path: {_folder.Combine("archive")}" : Bucket(endpoint ?? _bucket.Settings.Endpoint!))}}
          roll: {rows: 3000, seconds: 1}

        """);

    private string Bucket(Uri endpoint) =>
        $$"""s3: {bucket: {{_bucket!.Settings.Bucket}}, prefix: audit, endpoint: "{{endpoint}}", accessKey: "${env:SINK_S3_KEY}", secretKey: "${env:SINK_S3_SECRET}", work: {{_folder.Combine("work")}}}""";
}
