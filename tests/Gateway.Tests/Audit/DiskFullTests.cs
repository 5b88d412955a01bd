using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Ladder;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>
/// A journal on a disk of 3 MiB, which is full long before the journal's own bound is reached. The test starts itself once more, in a mount
/// namespace of its own; there a tmpfs lies over its folder. Needs the right to mount, as root has.
/// </summary>
public sealed class DiskFullTests
{
    private const string FolderVariable = "COMPLIANCE_TEST_SMALL_DISK";
    private const string OnSmallDisk = """mount -t tmpfs -o size=3m tmpfs "$COMPLIANCE_TEST_SMALL_DISK" && exec "$@" """;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_full_disk_is_climbed_to_the_top_told_survived_and_left_with_a_gap_that_is_counted()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } disk)
        {
            await FillAndEmptyAsync(disk);
            return;
        }

        using var folder = new TempFolder("small-disk");
        if ((await ChildProcess.RunAsync("unshare", ["--mount", "/bin/sh", "-c", "mount -t tmpfs -o size=3m tmpfs \"$0\"", folder.Path])).ExitCode != 0)
            Assert.Skip("Needs the right to mount, and util-linux' unshare.");
        await using var child = ChildProcess.Start(
            "unshare",
            [
                "--mount", "/bin/sh", "-c", OnSmallDisk, "sh", Path.Combine(AppContext.BaseDirectory, "Compliance.Gateway.Tests"),
                "-method", $"{typeof(DiskFullTests).FullName}.{nameof(A_full_disk_is_climbed_to_the_top_told_survived_and_left_with_a_gap_that_is_counted)}",
            ],
            new Dictionary<string, string?> { [FolderVariable] = folder.Path });
        Assert.True(await child.WaitForExitAsync(2 * Patience) == 0, child.Text);
    }

    private static async Task FillAndEmptyAsync(string disk)
    {
        // Given a journal that may grow to 256 MiB on that disk, and that permits what it can't record,
        var log = new LogLines();
        var changes = new List<RungChange>();
        await using var journal = new OpenJournal(SamplePlan.In(Path.Combine(disk, "journal")), log);
        var recorder = new Recorder(journal.Loop.Journal, new EventIds(TimeProvider.System), SamplePlan.Proxy, "1.0", permitsWhenFull: true);
        journal.Loop.Ladder.Tell(change =>
        {
            recorder.TryWriteGaps();
            lock (changes)
                changes.Add(change);
        });

        // when more comes than the disk holds,
        await Eventually.TrueAsync(
            () =>
            {
                for (var i = 0; i < 100; i++)
                    recorder.Append(SampleEvent.Fetch());
                return journal.Loop.Ladder.Rung == Rung.Full && recorder.Gaps.PermittedCount > 0;
            },
            Patience, "the disk to be full");

        // then the process lives, says why, and knows how many events it has not;
        Assert.Contains(3005, log.Ids);
        Assert.DoesNotContain(3004, log.Ids);
        // Not all that ever passed: a disk that was only behind may have left a gap before, which is recorded by now.
        var missing = recorder.Gaps.Pending;
        var before = journal.Loop.Journal.Counts.Events;

        // and once the topic has taken what there is, that number is the first thing to be written, and everything is open again.
        await journal.ReleaseAsync();
        await Eventually.TrueAsync(() => journal.Loop.Ladder.Rung == Rung.Open, Patience, "room on the disk");
        await Eventually.TrueAsync(() => !recorder.Gaps.Any, Patience, "the gap to be recorded");
        Assert.True(recorder.Append(SampleEvent.Fetch()));
        Assert.True(await recorder.WaitDurable(before + 2));
        using var reader = journal.Loop.Read();
        var gap = new AuditEvent();
        Assert.True(reader.TryPeek(out var entry));
        Assert.Null(EventCodec.Read(entry.Encoded, gap));
        Assert.Equal(("audit.gap", missing, before + 1), (gap.Action, gap.AggCount, gap.Sequence));
        lock (changes)
            Assert.Equal([Rung.Full, Rung.Open], changes.Select(change => change.To).Where(rung => rung is Rung.Full or Rung.Open).Distinct());
    }
}
