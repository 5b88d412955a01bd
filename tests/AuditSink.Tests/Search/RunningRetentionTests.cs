using System.Text.Json;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Auditctl;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events;
using Compliance.Harness;
using Compliance.Search.Settings;
using Confluent.Kafka;
using Xunit;

namespace Compliance.AuditSink.Tests.Search;

/// <summary>
/// The deleting of old indices inside a running sink, whose clock runs fast: Kafka's own ends of the topic, a real Elasticsearch, and an archive
/// that rolls long after the index has everything.
/// </summary>
public sealed class RunningRetentionTests
{
    // Elasticsearch has a say in what day it is.
    private static readonly DateTimeOffset Today = DateTimeOffset.UtcNow;
    private static readonly DateTimeOffset Old = Today.AddDays(-45);

    [Fact]
    public async Task An_old_index_goes_once_the_archive_has_its_events_and_tells_of_it_and_not_before()
    {
        var server = await ElasticsearchServer.GetAsync();
        using var elastic = new Elastic(server.Url);
        var kafka = await KafkaServer.GetAsync();
        var topic = KafkaServer.UniqueName("audit");
        await kafka.CreateTopicAsync(topic);
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        using var folder = new TempFolder("retention");
        var prefix = ElasticsearchServer.UniqueName("retention");
        var (old, young) = ($"{prefix}-{Old:yyyy.MM.dd}", $"{prefix}-{Today:yyyy.MM.dd}");
        await using var time = new RunningTime(Today);
        var sequence = 101L;

        await using (var sink = new RunningSink(Settings(kafka, topic, folder, server.Url, prefix), time))
        {
            await SendAsync(Sample.Batch([.. Enumerable.Range(1, 100).Select(number => Of(number, Old))]));
            await Eventually.TrueAsync(async () => await elastic.CountAsync(old) == 100, TimeSpan.FromMinutes(3), "100 documents");
            await sink.UntilAsync(() => sink.Log.Any(line => line.Contains(old, StringComparison.Ordinal) && line.Contains("not yet all of partition", StringComparison.Ordinal)), "the index to be kept for the archive's sake");
            await Eventually.TrueAsync(
                async () =>
                {
                    // What is deleted is told of in a range, and a range needs a record.
                    await SendAsync(Sample.Batch([Of(sequence++, Today)]));
                    var isGone = await elastic.CountAsync(old) < 0;
                    Assert.True(!isGone || (Told(folder).Count == 1 && Archived(folder) == 100), "The index is gone, and the archive does not tell of it, or has not all of it.");
                    return isGone;
                },
                TimeSpan.FromMinutes(3), "the old index to go");
        }

        var told = Assert.Single(Told(folder));
        Assert.Equal(100, told.GetProperty("records").GetInt64());
        await Eventually.TrueAsync(async () => await elastic.CountAsync(young) == sequence - 101, TimeSpan.FromMinutes(1), "the young index to have all of its events");
        await elastic.DeleteAsync($"{prefix}-*");

        Task SendAsync(byte[] record) => producer.ProduceAsync(topic, new Message<Null, byte[]> { Value = record });
    }

    // Three looks of the job before the archive rolls for the first time.
    private static SinkSettings Settings(KafkaServer kafka, string topic, TempFolder folder, Uri url, string prefix) => new()
    {
        Kafka = new KafkaSettings { Bootstrap = kafka.BootstrapServers, Topic = topic, Group = topic },
        Archive = new ArchiveSettings { Path = folder.Path, Roll = new RollSettings { Seconds = 2100 } },
        Elasticsearch = new ElasticsearchSettings
        {
            Url = url,
            IndexPrefix = prefix,
            Replicas = 0,
            RefreshSeconds = 1,
            Retention = new RetentionSettings(30, RetentionOwner.Sink),
        },
    };

    private static AuditEvent Of(long sequence, DateTimeOffset time)
    {
        var e = Sample.Fetch(sequence);
        e.Timestamp = EventTime.Micros(time);
        return e;
    }

    private static List<JsonElement> Told(TempFolder folder)
    {
        var run = new AuditctlRun();
        Assert.True(run.Verb("query", "--archive", folder.Path, "--action", AuditAction.IndexDelete, "--json") == 0, run.Error);
        return [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()];
    }

    // Of the old day.
    private static long Archived(TempFolder folder)
    {
        using var duck = new Duck(folder.Path);
        return duck.Count("proxy = 'proxy-1' and sequence <= 100");
    }
}
