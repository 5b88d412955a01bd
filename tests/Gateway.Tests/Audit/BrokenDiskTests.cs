using Compliance.Gateway.Audit.Journaling;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

public sealed class BrokenDiskTests : IDisposable
{
    private readonly TempFolder _folder = new("broken");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_a_failed_fsync_nothing_is_taken_any_more_and_nobody_is_told_that_it_is_durable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Breaks a descriptor in Linux's way.");
        var log = new LogLines();
        var journal = new OpenJournal(SamplePlan.In(_folder.Path) with { FsyncInterval = TimeSpan.FromMilliseconds(200) }, log);

        // Given some durable events
        await journal.AppendAsync(10);
        Assert.Null(journal.Loop.Stall(TimeSpan.FromMinutes(1)));

        // When the disk dies under the next one
        BrokenDisk.Break(Directory.GetFiles(_folder.Path, "*.journal").Order().First());
        var last = await journal.AppendAsync();

        // Then who waits for it hears that it is not durable, and nothing more is taken: no second fsync is believed
        Assert.False(await journal.Recorder.WaitDurable(last.Sequence));
        Assert.Equal(JournalState.Failed, journal.Recorder.State);
        Assert.False(journal.Recorder.Append(SampleEvent.Fetch()));
        Assert.True(await journal.Recorder.WaitDurable(10));
        await Eventually.TrueAsync(() => log.Ids.Count(id => id == 3004) == 1, TimeSpan.FromSeconds(60), "a line that says so");

        // And only a new start helps, which the health page says
        Assert.Contains("the audit journal has failed", journal.Loop.Stall(TimeSpan.FromMinutes(1)), StringComparison.Ordinal);

        // And what the kernel still has can be shipped
        using (var reader = journal.Loop.Read())
            Assert.Equal(last.Sequence, JournalContent.Of(reader).Events.Count);

        // And the next start finds it, and knows that the stop was none
        await journal.DisposeAsync();
        await using var next = new OpenJournal(SamplePlan.In(_folder.Path));
        Assert.Equal(new EpochRecord(next.Loop.Previous!.Epoch, last.Sequence, Stopped: false) { Boot = MachineBoot.Id }, next.Loop.Previous);
    }
}
