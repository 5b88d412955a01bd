using Compliance.Harness;
using Xunit;

namespace Compliance.AuditSink.Tests.Sharing;

/// <summary>A sink that is stopped (SIGSTOP) in the midst of its commit, loses its partition, and wakes.</summary>
public sealed class PausedSinkTests
{
    private const int Batches = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_sink_that_wakes_after_its_partition_was_given_away_discards_what_it_has_and_says_so()
    {
        await using var fleet = await SinkFleet.MakeAsync("s3", partitions: 1);
        await using var tap = new HttpTap((await S3Server.GetAsync()).Url);
        var held = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        tap.Before = async what =>
        {
            if (!what.StartsWith("PUT ", StringComparison.Ordinal) || !what.Contains("/entries/", StringComparison.Ordinal) || held.Task.IsCompleted)
                return;
            held.TrySetResult();
            await release.Task;
        };

        // given a sink whose entry is on its way and which stands still
        var sleeper = fleet.Start("sleeper", tap.Url);
        await SinkFleet.HasPartitionAsync(sleeper);
        await fleet.SendAsync(["proxy-a"], 0, Batches, TimeSpan.Zero);
        await held.Task.WaitAsync(Patience);
        sleeper.Signal("STOP");

        // when another has taken the partition on and written, and then the entry arrives
        var owner = fleet.Start("owner");
        await fleet.SendAsync(["proxy-a"], Batches, Batches, TimeSpan.Zero);
        long each = 2 * Batches * SinkFleet.EventsPerBatch;
        await fleet.UntilRowsAsync(each);
        release.TrySetResult();
        sleeper.Signal("CONT");

        // then the sleeper says what happened, and a row of whatever is written next does too
        await sleeper.WaitForLineAsync(line => line.Contains("was another sink's already", StringComparison.Ordinal), Patience);
        owner.Signal("TERM");
        Assert.Equal(0, await owner.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        await fleet.SendAsync(["proxy-a"], 2 * Batches, Batches, TimeSpan.Zero);
        each += Batches * SinkFleet.EventsPerBatch;
        await fleet.UntilRowsAsync(each + 1);
        Assert.Equal([["proxy-a", each, each, 1L, each]], await fleet.RowsByProxyAsync());
        Assert.Equal(each + 1, (await fleet.EntriesAsync()).Sum(entry => entry.Rows));
        Assert.Empty((await fleet.RestAsync()).Strangers);
    }
}
