using Compliance.Harness;
using Xunit;

namespace Compliance.AuditSink.Tests.Sharing;

/// <summary>A sink before a bucket, killed at each step of a roll exactly: before the server saw the request, and before the sink saw the answer.</summary>
public sealed class StepKillTests
{
    private const int Batches = 10;
    private static readonly string[] Steps = Nightly.Or<string[]>(
        ["after PUT _writing", "after PUT date=", "before PUT _manifest", "after PUT _manifest"],
        [
            "before PUT _writing", "after PUT _writing", "before PUT date=", "after PUT date=", "before PUT _manifest", "after PUT _manifest",
            "before DELETE _writing", "after DELETE _writing",
        ]);

    [Fact]
    public async Task Killed_at_each_step_of_a_roll_it_leaves_no_event_out_and_none_twice()
    {
        await using var fleet = await SinkFleet.MakeAsync("s3", partitions: 1);
        await using var tap = new HttpTap((await S3Server.GetAsync()).Url);
        var sent = 0;

        foreach (var step in Steps)
        {
            await fleet.SendAsync(["proxy-a"], sent, Batches, TimeSpan.Zero);
            sent += Batches;
            var reached = new TaskCompletionSource();
            ChildProcess? sink = null;
            tap.Before = what => KillAt($"before {what}");
            tap.After = what => KillAt($"after {what}");
            sink = fleet.Start("the-one", tap.Url);
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(90));
            await sink.WaitForExitAsync(TimeSpan.FromSeconds(30));

            Task KillAt(string what)
            {
                // The request's path is that of the bucket's: /bucket/audit/name.
                if (!Matches(what, step) || reached.Task.IsCompleted)
                    return Task.CompletedTask;
                sink!.Signal("KILL");
                reached.TrySetResult();
                return Task.Delay(Timeout.Infinite);
            }
        }

        tap.Before = tap.After = _ => Task.CompletedTask;
        await fleet.SendAsync(["proxy-a"], sent, Batches, TimeSpan.Zero);
        sent += Batches;
        var last = fleet.Start("the-one");
        long each = sent * SinkFleet.EventsPerBatch;
        await fleet.UntilRowsAsync(each);
        last.Signal("TERM");
        Assert.Equal(0, await last.WaitForExitAsync(TimeSpan.FromSeconds(60)));

        Assert.Equal([["proxy-a", each, each, 1L, each]], await fleet.RowsByProxyAsync());
        var (strangers, leftovers) = await fleet.RestAsync();
        Assert.Empty(strangers);
        Assert.Empty(leftovers);
    }

    private static bool Matches(string what, string step)
    {
        var parts = step.Split(' ');
        return what.StartsWith($"{parts[0]} {parts[1]} /", StringComparison.Ordinal) && Uri.UnescapeDataString(what).Contains($"/audit/{parts[2]}", StringComparison.Ordinal)
            && !what.Contains("probe", StringComparison.Ordinal);
    }
}
