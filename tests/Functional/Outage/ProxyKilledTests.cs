using Compliance.Functional.Journey;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Outage;

/// <summary>A proxy that is killed in the midst of traffic: what a client was told is in the evidence, and no sequence has a hole.</summary>
public sealed class ProxyKilledTests
{
    [Fact]
    public async Task Every_acknowledged_record_is_in_the_archive_once_after_the_proxy_was_killed_and_started_again()
    {
        await using var world = await PaymentsWorld.StartAsync();
        var acknowledged = new HashSet<long>();

        // Given a till that writes record by record, while the proxy is killed twice
        using (var till = world.ProducerAs("till", new ProducerConfig { EnableIdempotence = true, LingerMs = 0, ReconnectBackoffMaxMs = 500, MessageTimeoutMs = 120_000 }))
        {
            for (var i = 0; i < 150; i++)
            {
                if (i is 50 or 100)
                {
                    var kill = world.Proxy.KillAsync();
                    await kill;
                    await world.Proxy.StartAgainAsync();
                }
                var report = await till.ProduceAsync(new TopicPartition(world.Topic, 0), new Message<string, string> { Value = $$"""{"amount":{{i}}}""" });
                acknowledged.Add(report.Offset.Value);
            }
        }

        // Then the archive comes to hold each of their offsets
        var missing = new List<long>();
        await Eventually.TrueAsync(
            async () =>
            {
                var rows = await world.Sink.QueryAsync("--topic", world.Topic, "--who", "User:till", "--outcome", "success");
                var covered = rows.Where(row => row.GetProperty("records").GetInt64() > 0)
                    .SelectMany(row => Enumerable.Range(0, (int)row.GetProperty("records").GetInt64()).Select(i => row.GetProperty("offsetFirst").GetInt64() + i)).ToHashSet();
                missing = [.. acknowledged.Where(offset => !covered.Contains(offset))];
                return missing.Count == 0;
            },
            PaymentsWorld.Patience, $"evidence of every acknowledged offset");

        // And the sequence of each start of the proxy runs from its first to its last number without a hole or a repeat
        var starts = Archive.Sequences(world.Sink.Archive);
        Assert.Equal(3, starts.Count);
        Assert.All(starts, start => Assert.Equal((start.Last - start.First + 1, start.Rows), (start.Rows, start.Distinct)));
    }
}
