using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Settings;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>From the recorder to the topic, over librdkafka's broker in memory.</summary>
public sealed class ShippingTests : IDisposable
{
    private readonly TempFolder _folder = new("shipping");
    private readonly MockCluster _cluster = new();

    public void Dispose()
    {
        _cluster.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Everything_recorded_arrives_once_in_order_between_start_and_stop()
    {
        // Given a trail that records a few thousand events and stops
        await using (var trail = await AuditTrail.StartAsync(Plan, TimeProvider.System, NullLogger.Instance))
            await RecordAsync(trail, 5000);

        // When a sink reads the topic
        using var topic = await ReadAsync();

        // Then it finds them between start and stop, numbered without a gap, under the proxy's key
        Assert.Equal(["audit.start", "audit.stop"], [topic.Events[0].Action, topic.Events[^1].Action]);
        Assert.Equal(Enumerable.Range(1, 5002).Select(i => (long)i), topic.Events.Select(e => e.Sequence));
        Assert.Single(topic.Events.Select(e => e.Epoch).Distinct());
        Assert.All(topic.Keys, key => Assert.Equal(SamplePlan.Proxy, key));
        Assert.Equal(5002, topic.Events.Select(e => e.Id).Distinct().Count());

        // And nothing is left in the journal
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.journal"));
    }

    [Fact]
    public async Task A_trail_that_is_told_another_way_to_its_cluster_takes_it_at_once()
    {
        // Given a trail whose cluster does not answer
        await using (var trail = await AuditTrail.StartAsync(SamplePlan.In(_folder.Path), TimeProvider.System, NullLogger.Instance))
        {
            await RecordAsync(trail, 100);

            // When it is told where the cluster is
            trail.Use(Plan.Cluster);
            await RecordAsync(trail, 100);
        }

        // Then everything is there, in order
        using var topic = await ReadAsync();
        Assert.Equal(Enumerable.Range(1, 202).Select(i => (long)i), topic.Events.Select(e => e.Sequence));
    }

    [Fact]
    public async Task A_stop_in_a_hurry_leaves_to_the_next_start_what_was_not_sent()
    {
        var lost = SamplePlan.In(_folder.Path) with { StopTimeout = TimeSpan.FromHours(1) };
        var trail = await AuditTrail.StartAsync(lost, TimeProvider.System, NullLogger.Instance);
        await RecordAsync(trail, 100);

        // When nobody waits for a topic that can't be reached
        await trail.StopAsync(new CancellationToken(canceled: true)).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        // Then the next start sends it
        await using (await AuditTrail.StartAsync(Plan, TimeProvider.System, NullLogger.Instance))
        {
            using var topic = await ReadAsync();
            Assert.Equal("audit.start", topic.Events[0].Action);
            Assert.True(topic.Events.Count >= 102, $"{topic.Events.Count} events");
        }
    }

    [Fact]
    public async Task An_event_arrives_as_it_was_recorded()
    {
        var recorded = SampleEvent.Fetch();
        await using (var trail = await AuditTrail.StartAsync(Plan, TimeProvider.System, NullLogger.Instance))
            Assert.True(trail.Recorder.Append(recorded));

        using var topic = await ReadAsync();

        var (sent, came) = (new System.Buffers.ArrayBufferWriter<byte>(), new System.Buffers.ArrayBufferWriter<byte>());
        EventCodec.Write(recorded, sent);
        EventCodec.Write(topic.Events[1], came);
        Assert.Equal(sent.WrittenMemory, came.WrittenMemory);
    }

    [Fact]
    public async Task A_start_cites_the_last_event_of_the_start_before()
    {
        for (var start = 0; start < 3; start++)
        {
            await using var trail = await AuditTrail.StartAsync(Plan, TimeProvider.System, NullLogger.Instance);
            await RecordAsync(trail, 10);
        }

        using var topic = await ReadAsync(stops: 3);

        var starts = topic.Events.Where(e => e.Action == "audit.start").ToList();
        Assert.Equal(-1, starts[0].SeqEpoch);
        for (var i = 1; i < 3; i++)
            Assert.Equal((starts[i - 1].Epoch, 1, 12), (starts[i].SeqEpoch, starts[i].SeqFrom, starts[i].SeqTo));
    }

    [Fact]
    public async Task What_a_stop_could_not_send_is_sent_after_the_next_start_and_before_what_that_records()
    {
        // Given a trail that never reaches its cluster
        var away = Plan with { Cluster = SamplePlan.In(_folder.Path).Cluster, StopTimeout = TimeSpan.FromMilliseconds(100) };
        await using (var trail = await AuditTrail.StartAsync(away, TimeProvider.System, NullLogger.Instance))
            await RecordAsync(trail, 3000);

        // When the next start does
        await using (var trail = await AuditTrail.StartAsync(Plan, TimeProvider.System, NullLogger.Instance))
            await RecordAsync(trail, 10);
        using var topic = await ReadAsync(stops: 2);

        // Then both starts are there, whole and in order
        Assert.Equal(Enumerable.Range(1, 3002).Concat(Enumerable.Range(1, 12)).Select(i => (long)i), topic.First.Select(e => e.Sequence));
    }

    [Fact]
    public async Task Damage_in_the_journal_is_recorded_as_a_gap_and_the_rest_arrives()
    {
        // Given a journal in which the third event has become unreadable
        var away = Plan with { Cluster = SamplePlan.In(_folder.Path).Cluster, StopTimeout = TimeSpan.FromMilliseconds(100) };
        await using (var trail = await AuditTrail.StartAsync(away, TimeProvider.System, NullLogger.Instance))
        {
            for (var i = 0; i < 5; i++)
                Assert.True(trail.Recorder.Append(SampleEvent.Fetch() is var e && i == 1 ? With(e, "spoiled") : e));
        }

        var segment = Directory.GetFiles(_folder.Path, "*.journal").Single();
        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[bytes.AsSpan().IndexOf("spoiled"u8)] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes);

        // When the next start ships it
        AuditTopic topic;
        await using (await AuditTrail.StartAsync(Plan, TimeProvider.System, NullLogger.Instance))
        {
            topic = await AuditTopic.OpenAsync(_cluster.BootstrapServers, Plan.Topic);
            await topic.ReadUntilAsync(e => e.Action == "audit.gap");
        }

        using var read = topic;

        // Then the others arrive, a gap event names the lost one, and the file is kept
        var first = topic.Events[0].Epoch;
        Assert.Equal([1L, 2, 4, 5, 6, 7], topic.Events.Where(e => e.Epoch == first).Select(e => e.Sequence));
        var gap = Assert.Single(topic.Events, e => e.Action == "audit.gap");
        Assert.Equal((first, 3, 3), (gap.SeqEpoch, gap.SeqFrom, gap.SeqTo));
        Assert.Single(Directory.GetFiles(_folder.Combine("quarantine")));
    }

    private AuditPlan Plan => SamplePlan.In(_folder.Path, _cluster.BootstrapServers);

    private static AuditEvent With(AuditEvent e, string topic)
    {
        e.Topic = topic;
        return e;
    }

    private static async Task RecordAsync(AuditTrail trail, int count)
    {
        var e = SampleEvent.Fetch();
        for (var i = 0; i < count; i++)
        {
            while (!trail.Recorder.Append(e))
                await Task.Delay(1);
        }
    }

    private async Task<AuditTopic> ReadAsync(int stops = 1)
    {
        var topic = await AuditTopic.OpenAsync(_cluster.BootstrapServers, Plan.Topic);
        await topic.ReadUntilAsync(e => e.Action == "audit.stop" && topic.Events.Count(s => s.Action == "audit.stop") == stops);
        return topic;
    }
}
