using Compliance.Functional.Proxies;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Traffic;

/// <summary>An audit topic and the archive that a sink makes of it: what it must hold when traffic has ended. Owner: a test, or its world.</summary>
internal sealed class Evidence : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly SinkUnderTest _sink;

    private Evidence(string topic, SinkUnderTest sink) => (Topic, _sink) = (topic, sink);

    public string Topic { get; }

    /// <summary>Makes the topic in the cluster itself, and starts a sink.</summary>
    public static async Task<Evidence> StartAsync(KafkaCluster cluster)
    {
        var topic = KafkaServer.UniqueName("audit");
        await cluster.CreateTopicAsync(topic, partitions: 1);
        return new Evidence(topic, await SinkUnderTest.StartAsync(cluster.BootstrapServers, topic));
    }

    /// <summary>
    /// Waits until every record is told of, as written and as read; then no event may be there twice, and none may be missing of which no
    /// event says so. Gives the number of starts of proxies that it tells of.
    /// </summary>
    public async Task<int> IsCompleteAsync(IEnumerable<TrafficReport> reports)
    {
        foreach (var report in reports)
        {
            await TellsAsync("kafka.produce", report);
            await TellsAsync("kafka.fetch", report);
        }

        var starts = Archive.Sequences(_sink.Archive);
        Assert.All(starts, start => Assert.Equal((1, start.Rows), (start.First, start.Distinct)));
        Assert.Empty(Archive.UntoldGaps(_sink.Archive));
        return starts.Count;
    }

    public ValueTask DisposeAsync() => _sink.DisposeAsync();

    private async Task TellsAsync(string action, TrafficReport report)
    {
        var missing = "";
        try
        {
            await Eventually.TrueAsync(() => (missing = Missing(action, report)).Length == 0, Patience, $"evidence of {action} for every record of {report.Topic}");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} {missing}\n{_sink.Log}");
        }
    }

    /// <summary>Which offsets no event of the action tells of; empty: none.</summary>
    private string Missing(string action, TrafficReport report)
    {
        var missing = new List<string>();
        var ranges = Archive.Ranges(_sink.Archive, action, report.Topic).ToLookup(range => range.Partition);
        for (var partition = 0; partition < report.Written.Count; partition++)
        {
            long next = 0;
            foreach (var (_, first, last) in ranges[partition].OrderBy(range => range.First))
            {
                if (first > next)
                    missing.Add($"{partition}: {next} to {first - 1}");
                next = Math.Max(next, last + 1);
            }

            if (next < report.Written[partition])
                missing.Add($"{partition}: {next} to {report.Written[partition] - 1}");
        }

        return string.Join(", ", missing);
    }
}
