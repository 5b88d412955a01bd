using System.Globalization;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.ThreeBrokers;

/// <summary>
/// Producers with five requests in flight, and leaders that change every other second. Kafka's own writes each record once. librdkafka, when
/// a request has failed and those behind it are refused as out of order, takes a new epoch and sends again, as something new, what it had no
/// answer to on any partition (its issue 4953): such records are stored twice on every road, the direct one too, the second time under the
/// new epoch, in which brokers can't know them again. Whatever came twice within an epoch, too late or never would be the proxy's doing.
/// </summary>
[Collection(ThreeRoadsCollection.Name)]
public sealed class FiveInFlightTests(ThreeRoads roads, ITestOutputHelper output)
{
    private const int PerSecond = 600;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_record_comes_twice_only_where_its_producer_began_anew()
    {
        await roads.ReadyAsync();
        await using var java = new RoadTraffic(await roads.JavaAsync(GroupProtocol.Classic));
        var producers = new List<(string Road, string Topic, NumberedProducer Producer)>();
        try
        {
            foreach (var (name, bootstrap) in roads.All)
            {
                var topic = await roads.TopicAsync($"guarded-five-{name}");
                var config = NumberedProducer.Config(bootstrap);
                config.MaxInFlight = 5;
                producers.Add((name, topic, new NumberedProducer(config, topic, ThreeRoads.Partitions, PerSecond, Numbers.Plain)));
            }

            // To a new leader that knows nothing of a producer any sequence is a beginning: its second batch, if that is the first to come, and
            // then the first one counts as a repeat and is lost. So each partition has some records before its leader changes.
            await Task.WhenAll(producers.Select(run => GoesOnAsync(run.Producer)));

            // When leaders change while producers write on every road,
            for (var turn = 1; turn <= Nightly.Or(6, 60); turn++)
            {
                await roads.RotateLeadersAsync(producers.ConvertAll(run => run.Topic).Concat(java.Topics), turn);
                await Task.WhenAll(producers.Select(run => GoesOnAsync(run.Producer)).Append(java.GoesOnAsync()));
            }

            // then every number is stored, in order, and comes again only in the first batch of a new epoch and behind it.
            foreach (var (road, topic, producer) in producers)
                await EndsWellAsync(road, topic, producer);
            await roads.EndsWellAsync(java);
        }
        finally
        {
            foreach (var (_, _, producer) in producers)
                await producer.DisposeAsync();
        }
    }

    private static Task GoesOnAsync(NumberedProducer producer)
    {
        var more = producer.Acknowledged + 300;
        return Eventually.TrueAsync(() => producer.Acknowledged >= more, Patience, "a producer to go on");
    }

    private async Task EndsWellAsync(string road, string topic, NumberedProducer producer)
    {
        await producer.StopAsync();
        Assert.Empty(producer.Failures);
        var (next, ends) = (new long[ThreeRoads.Partitions], new long[ThreeRoads.Partitions]);
        var jumps = new List<(int Partition, long Offset, long Number, long Due)>();
        Assert.True(StoredRecords.Read(roads.Cluster.BootstrapServers, topic, ThreeRoads.Partitions, (partition, offset, text) =>
        {
            var number = Numbers.Parse(text);
            if (number != next[partition])
                jumps.Add((partition, offset, number, next[partition]));
            (next[partition], ends[partition]) = (number + 1, offset + 1);
        }, () => Enumerable.Range(0, ThreeRoads.Partitions).All(partition => next[partition] >= producer.Written[partition])));
        var anew = await StoredBatches.FirstOfEpochsAsync(roads.Cluster, topic, ends);
        var again = jumps.Sum(jump => jump.Due - jump.Number);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{road,-7} {producer.Written.Sum(),7} written, {again,5} of them again under {anew.Count - ThreeRoads.Partitions} new epochs of partitions; silent for {producer.LongestSilence.TotalSeconds:0.0} s"));
        Assert.All(jumps, jump => Assert.True(jump.Number < jump.Due && anew.Contains((jump.Partition, jump.Offset)), $"{road} {jump}"));
        Assert.Equal(producer.Written, next);
    }
}
