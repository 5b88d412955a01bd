using System.Globalization;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.AuditSink.Tests;

/// <summary>
/// The real program, killed again and again under load: what was sent is in the archive and in the index, each event once, at every moment
/// no event twice.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 12;
    private const int BatchesPerProxy = 600;
    private const int EventsPerBatch = 40;
    private static readonly string[] Proxies = ["proxy-a", "proxy-b", "proxy-c"];

    [Fact]
    public async Task Killed_at_any_moment_it_leaves_no_event_out_and_none_twice()
    {
        var kafka = await KafkaServer.GetAsync();
        var server = await ElasticsearchServer.GetAsync();
        using var elastic = new Elastic(server.Url);
        using var folder = new TempFolder("kill");
        var topic = KafkaServer.UniqueName("audit");
        await kafka.CreateTopicAsync(topic, partitions: 3);
        var prefix = ElasticsearchServer.UniqueName("audit");
        var config = folder.Write("sink.yaml", Config(kafka, server, topic, prefix, folder.Combine("archive")));
        var random = new Random(20261125);
        var expected = Proxies.Length * BatchesPerProxy * EventsPerBatch;

        // when it is killed at random moments while events and repeats of them come in
        var load = Task.Run(() => SendAsync(kafka.BootstrapServers, topic));
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var sink = Start(config);
            await sink.WaitForLineAsync(line => line.Contains("is ours", StringComparison.Ordinal), TimeSpan.FromSeconds(120));
            await Task.Delay(random.Next(0, 2500));
            sink.Signal("KILL");
            await sink.WaitForExitAsync(TimeSpan.FromSeconds(120));
            AssertNothingTwice(folder.Combine("archive"));
        }

        await load;

        // then the last start brings the rest, and stops cleanly
        await using (var sink = Start(config))
        {
            await Eventually.TrueAsync(() => Rows(folder.Combine("archive")) >= expected, TimeSpan.FromSeconds(240), "all rows in the archive");
            await Eventually.TrueAsync(async () => await elastic.CountAsync($"{prefix}-*") >= expected, TimeSpan.FromSeconds(240), "all documents in the index");
            sink.Signal("TERM");
            Assert.Equal(0, await sink.WaitForExitAsync(TimeSpan.FromSeconds(120)));
        }

        output.WriteLine($"{Kills} kills, {Rows(folder.Combine("archive"))} rows, {ArchiveFolder.ReadManifest(folder.Combine("archive")).Count} ranges");
        AssertAll(folder.Combine("archive"), expected);
        Assert.Equal(expected, await elastic.CountAsync($"{prefix}-*"));
        Assert.Empty(Directory.GetFiles(folder.Combine("archive", ArchiveLayout.WritingFolder), "*.parquet", SearchOption.AllDirectories));
    }

    private static async Task SendAsync(string bootstrap, string topic)
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = bootstrap, EnableIdempotence = true }).Build();
        var random = new Random(7);
        for (var batch = 0; batch < BatchesPerProxy; batch++)
        {
            foreach (var proxy in Proxies)
            {
                var value = Sample.Batch((batch * EventsPerBatch) + 1, (batch + 1) * EventsPerBatch, proxy);
                for (var times = random.Next(10) == 0 ? 2 : 1; times > 0; times--)
                    producer.Produce(topic, new Message<string, byte[]> { Key = proxy, Value = value });
            }

            await Task.Delay(20);
        }

        producer.Flush(TimeSpan.FromSeconds(240));
    }

    private static void AssertNothingTwice(string archive)
    {
        if (!AnyFile(archive))
            return;
        using var duck = new Duck(archive);
        Assert.Empty(duck.Rows("proxy, sequence, count(*)", "group by all having count(*) > 1"));
    }

    private static void AssertAll(string archive, int expected)
    {
        using var duck = new Duck(archive);
        var rows = duck.Rows("proxy, count(*), count(distinct sequence), min(sequence), max(sequence), count(distinct event_id)", "group by proxy order by proxy");
        long each = BatchesPerProxy * EventsPerBatch;
        Assert.Equal(Proxies, rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.Equal([each, each, 1L, each, each], row[1..]));
        Assert.Equal(expected, ArchiveFolder.ReadManifest(archive).Sum(entry => entry.Rows));
        Assert.Equal(0, duck.Count("action <> 'kafka.fetch'"));
    }

    private static long Rows(string archive)
    {
        if (!AnyFile(archive))
            return 0;
        using var duck = new Duck(archive);
        return duck.Count();
    }

    private static bool AnyFile(string archive) =>
        Directory.Exists(archive) && Directory.GetDirectories(archive, "date=*").Any(day => Directory.GetFiles(day, "*.parquet", SearchOption.AllDirectories).Length > 0);

    private static ChildProcess Start(string config) =>
        ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "auditsink.dll"), "--config", config]);

    // A static member is let in again at once after a kill; any other only when its predecessor's session is over.
    private static string Config(KafkaServer kafka, ElasticsearchServer elastic, string topic, string prefix, string archive) =>
        string.Create(CultureInfo.InvariantCulture, $$"""
            kafka:
              bootstrap: {{kafka.BootstrapServers}}
              topic: {{topic}}
              group: {{topic}}
              properties: {group.instance.id: the-one}
            archive:
              path: {{archive}}
              roll: {rows: 3000, seconds: 1}
            elasticsearch:
              url: {{elastic.Url}}
              indexPrefix: {{prefix}}
              replicas: 0
              bulkDocuments: 500
            """);
}
