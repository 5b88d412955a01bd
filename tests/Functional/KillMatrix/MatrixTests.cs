using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.KillMatrix;

/// <summary>
/// Exactly once, proven: under load, one after the other on the road is killed at each step by which it commits to something, and stays away
/// for long. In the end what clients were told of is in each archive once and in each index once, no number is missing, and
/// <c>auditctl verify</c> finds nothing.
/// </summary>
public sealed class MatrixTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Away = Nightly.Or(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10));
    private static readonly int Times = Nightly.Or(1, 3);
    private readonly List<MatrixRow> _rows = [];

    [Fact]
    public async Task Whoever_is_killed_at_whatever_step_each_answered_event_is_in_the_archive_once_and_in_the_index_once()
    {
        await DiskTap.NeedAsync();
        await using var world = await MatrixWorld.StartAsync();
        var points = new KillPoints(world);

        // when sinks and proxy are killed at each step, while Elasticsearch dies and stays away,
        await Task.WhenAll(
            KillAllAsync(world, points.OfProxy),
            KillAllAsync(world, points.OfFolder),
            KillAllAsync(world, points.OfBucket),
            ElasticsearchAwayAsync(world, points.OfElasticsearch[0]));

        // and at each step of the index; and then Kafka dies and stays away, and both die at steps of the others,
        await Task.WhenAll(KillAllAsync(world, points.OfSearch(world.Folder)), KillAllAsync(world, points.OfSearch(world.Bucket)));
        await KafkaAwayAsync(world, points.OfKafka[0]);
        if (Nightly.IsOn)
            await KillAllAsync(world, [.. points.OfKafka, .. points.OfElasticsearch]);

        // then, once all has come to rest,
        await world.StopAsync();
        MatrixCount[] counts = [await MatrixCount.OfAsync(world.Folder, world.Elasticsearch.Url), await MatrixCount.OfAsync(world.Bucket, world.Elasticsearch.Url)];
        output.WriteLine(MatrixTable.Of(_rows, world.Load, counts));

        // clients have given nothing up, and what they were told is in each archive and each index, once.
        Assert.Empty(world.Load.Failures);
        var answers = world.Load.Between(0, world.Load.Count);
        Assert.All(_rows, row => Assert.True(row.To > row.From, $"{row.Name}: nothing was answered"));
        foreach (var count in counts)
        {
            Assert.Equal((answers.Count, answers.Count), count.Of(answers));
            Assert.Empty(count.Twice);
            Assert.Empty(count.Differences);
            Assert.Empty(count.Holes);
            Assert.Empty(count.ToldGaps);
            Assert.Empty(count.Findings);
            Assert.Equal(count.Events, count.Documents);
        }
    }

    private async Task KillAllAsync(MatrixWorld world, IEnumerable<KillPoint> points)
    {
        foreach (var point in points)
        {
            await RunAsync(world, point.Name, Times, async () =>
            {
                await KillAsync(world, point);
                await point.Start();
            });
        }
    }

    private async Task ElasticsearchAwayAsync(MatrixWorld world, KillPoint point)
    {
        await RunAsync(world, $"{point.Name}; away for {Away.TotalSeconds:0} s", 1, async () =>
        {
            await KillAsync(world, point);
            await Task.Delay(Away);
            await Eventually.TrueAsync(async () => await world.Folder.MetricAsync("auditsink_bulk_retried_documents_total", "") > 0, Patience, "the sink to tell that it tries again");
            await Eventually.TrueAsync(async () => await world.Folder.MetricAsync("auditsink_lag", "index") > 0, Patience, "the index to lag behind");
            await point.Start();
        });
    }

    private async Task KafkaAwayAsync(MatrixWorld world, KillPoint point)
    {
        await RunAsync(world, $"{point.Name}; away for {Away.TotalSeconds:0} s", 1, async () =>
        {
            await KillAsync(world, point);
            await Task.Delay(Away);
            await world.Proxy.WaitForLineAsync("cannot be reached: events wait in the journal");
            await point.Start();
            await world.Proxy.WaitForLineAsync("is reached again");
        });
    }

    private static async Task KillAsync(MatrixWorld world, KillPoint point)
    {
        try
        {
            await point.Steps.AtAsync(point.Wanted(), point.Kill, point.GoesOn);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{point.Name}: {e.Message}\nfolder:\n{world.Folder.Log}\nbucket:\n{world.Bucket.Log}\nproxy:\n{world.Proxy.Log}", e);
        }
    }

    /// <summary>A row lasts until clients are answered again.</summary>
    private async Task RunAsync(MatrixWorld world, string name, int kills, Func<Task> kill)
    {
        var from = world.Load.Count;
        for (var i = 0; i < kills; i++)
            await kill();
        var least = Math.Max(from, world.Load.Count) + 20;
        await Eventually.TrueAsync(() => world.Load.Count >= least, Patience, $"clients to be answered again after '{name}'");
        output.WriteLine($"{DateTime.UtcNow:HH:mm:ss.f} {name}");
        lock (_rows)
            _rows.Add(new MatrixRow(name, kills, from, world.Load.Count));
    }
}
