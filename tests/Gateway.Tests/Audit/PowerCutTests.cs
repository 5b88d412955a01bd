using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Settings;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>
/// The machine goes down under the proxy: events that were answered and not flushed yet are gone, at most those of one interval. That this
/// may be so is told by the next start; after a kill of the process alone, which takes nothing, it is not.
/// </summary>
public sealed class PowerCutTests : IDisposable
{
    private const int Flushed = 20;
    private const int Unflushed = 7;
    private static readonly TimeSpan NeverAgain = TimeSpan.FromHours(1);
    private readonly TempFolder _folder = new("power-cut");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_not_flushed_is_gone_after_a_power_cut_and_the_next_start_says_from_which_number_on()
    {
        // Given a journal of which some events were flushed, and some more answered, when the power fails
        var (flushed, _) = await WriteAsync();
        OnAnotherBoot(flushed);

        // When the proxy starts on what the disk has
        var log = new LogLines();
        await using (await AuditTrail.StartAsync(Plan(flushed), TimeProvider.System, log))
        {
        }

        // Then everything flushed is there, and an audit.gap begins behind it, right after the audit.start
        var content = JournalContent.Of(flushed);
        var before = content.Control[0].Epoch;
        Assert.Equal(Flushed + 1, content.Events.Count(e => e.Epoch == before));
        var told = content.Control.Where(e => e.Epoch > before).ToList();
        Assert.Equal(["audit.start", "audit.gap", "audit.stop"], told.Select(e => e.Action));
        Assert.Equal((before, 1, Flushed + 1), (told[0].SeqEpoch, told[0].SeqFrom, told[0].SeqTo));
        Assert.Equal((before, Flushed + 2, -1), (told[1].SeqEpoch, told[1].SeqFrom, told[1].SeqTo));
        Assert.Contains(3012, log.Ids);

        // And the start after that has nothing more to tell
        await using (await AuditTrail.StartAsync(Plan(flushed), TimeProvider.System, NullLogger.Instance))
        {
        }

        Assert.Single(JournalContent.Of(flushed).Control, e => e.Action == "audit.gap");
    }

    [Fact]
    public async Task A_kill_of_the_process_takes_nothing_that_was_answered_and_no_gap_is_told()
    {
        var (_, killed) = await WriteAsync();

        await using (await AuditTrail.StartAsync(Plan(killed), TimeProvider.System, NullLogger.Instance))
        {
        }

        var content = JournalContent.Of(killed);
        Assert.Equal(Flushed + Unflushed + 1, content.Events.Count(e => e.Epoch == content.Control[0].Epoch));
        Assert.DoesNotContain(content.Control, e => e.Action == "audit.gap");
    }

    [Fact]
    public async Task A_start_that_is_killed_before_it_has_told_of_the_lost_end_leaves_it_to_the_next_one()
    {
        // Given a power cut, and a start that got as far as its epoch
        var (flushed, _) = await WriteAsync();
        OnAnotherBoot(flushed);
        var begun = _folder.Combine("begun");
        await using (var journal = new OpenJournal(Plan(flushed)))
            Copy(flushed, begun);

        await using (await AuditTrail.StartAsync(Plan(begun), TimeProvider.System, NullLogger.Instance))
        {
        }

        Assert.Single(JournalContent.Of(begun).Control, e => e.Action == "audit.gap");
    }

    [Fact]
    public void An_epoch_file_that_names_no_boot_may_lack_its_end_unless_it_was_stopped()
    {
        Assert.True(EpochRecord.Parse(CheckedLine.Format("17 5 0"))!.MayLackItsEnd(3));
        Assert.False(EpochRecord.Parse(CheckedLine.Format("17 5 1"))!.MayLackItsEnd(3));
        Assert.False(EpochRecord.Parse(CheckedLine.Format("17 5 0 3"))!.MayLackItsEnd(3));
    }

    /// <summary>What the disk has of a journal at its last fsync, and what the kernel has of it later.</summary>
    private async Task<(string Flushed, string Killed)> WriteAsync()
    {
        var (open, flushed, killed) = (_folder.Combine("open"), _folder.Combine("flushed"), _folder.Combine("killed"));
        await using var trail = await AuditTrail.StartAsync(Plan(open), TimeProvider.System, NullLogger.Instance);
        var e = SampleEvent.Fetch();
        for (var i = 0; i < Flushed; i++)
            Assert.True(trail.Recorder.Append(e));
        Assert.True(await trail.Recorder.WaitDurable(e.Sequence));
        Copy(open, flushed);
        for (var i = 0; i < Unflushed; i++)
            Assert.True(trail.Recorder.Append(e));
        Copy(open, killed);
        return (flushed, killed);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from).Where(file => !file.EndsWith("lock", StringComparison.Ordinal)))
        {
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = File.Create(Path.Combine(to, Path.GetFileName(file)));
            source.CopyTo(target);
        }
    }

    private static void OnAnotherBoot(string folder)
    {
        var file = Path.Combine(folder, SegmentChain.EpochFile);
        var record = EpochRecord.Parse(File.ReadAllText(file))!;
        File.WriteAllText(file, (record with { Boot = MachineBoot.Id ^ 1 }).Format());
    }

    private static AuditPlan Plan(string folder) => SamplePlan.In(folder) with { FsyncInterval = NeverAgain, StopTimeout = TimeSpan.FromMilliseconds(1) };
}
