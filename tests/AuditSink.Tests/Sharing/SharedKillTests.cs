using Compliance.Harness;
using Xunit;

namespace Compliance.AuditSink.Tests.Sharing;

/// <summary>Three sinks share the topic and are killed again and again under load: each event is in the archive once.</summary>
public sealed class SharedKillTests(ITestOutputHelper output)
{
    private static readonly string[] Names = ["one", "two", "three"];
    private static readonly string[] Proxies = ["proxy-a", "proxy-b", "proxy-c", "proxy-d", "proxy-e"];

    [Theory]
    [InlineData("s3", "")]
    [InlineData("folder", ", partition.assignment.strategy: range")]
    public async Task Killed_again_and_again_under_load_three_sinks_leave_no_event_out_and_none_twice(string kind, string properties)
    {
        var kills = Nightly.Or(5, 60);
        var batches = Nightly.Or(300, 3000);
        await using var fleet = await SinkFleet.MakeAsync(kind, partitions: 6, properties);
        var random = new Random(20261126);
        var sinks = Names.ToDictionary(name => name, name => fleet.Start(name));
        await Task.WhenAll(sinks.Values.Select(SinkFleet.HasPartitionAsync));

        // when one after the other is killed, and comes back at once or only when the others have taken over
        var load = Task.Run(() => fleet.SendAsync(Proxies, 0, batches, TimeSpan.FromMilliseconds(20)));
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(random.Next(200, 2000));
            var name = Names[random.Next(Names.Length)];
            sinks[name].Signal("KILL");
            await sinks[name].WaitForExitAsync(TimeSpan.FromSeconds(30));
            if (kill % 4 == 3)
                await Task.Delay(7000);
            sinks[name] = fleet.Start(name);
        }

        await load;
        long each = batches * SinkFleet.EventsPerBatch;
        await fleet.UntilRowsAsync(each * Proxies.Length);
        foreach (var sink in sinks.Values)
        {
            // The others may have done all the work before the last one is up and minds signals.
            await sink.WaitForLineAsync(line => line.Contains("Application started", StringComparison.Ordinal), TimeSpan.FromSeconds(90));
            sink.Signal("TERM");
            Assert.Equal(0, await sink.WaitForExitAsync(TimeSpan.FromSeconds(90)));
        }

        Assert.Equal(Proxies.Select(proxy => new object?[] { proxy, each, each, 1L, each }), await fleet.RowsByProxyAsync());
        Assert.Empty((await fleet.RestAsync()).Strangers);
        output.WriteLine($"{kills} kills, {(await fleet.EntriesAsync()).Count} entries");
    }
}
