using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Gaps;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Gateway.Tests.Audit.Gaps;

/// <summary>Numbers that a kill can't take, and of which a change that is cut short costs the last one alone.</summary>
public sealed class CountPageTests : IDisposable
{
    private const int Places = 255;
    private readonly TempFolder _folder = new("counts");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_set_is_there_without_a_flush_and_what_is_zero_is_gone()
    {
        using var folder = JournalFolder.Open(_folder.Path);
        using var page = CountPage.Open(folder);
        page.Write(Key("kafka.fetch"), new GapCount(1, 3, 100, 300));
        page.Write(Key("kafka.produce"), new GapCount(0, 5, 50, 90));
        page.Write(Key("kafka.fetch"), new GapCount(1, 4, 100, 400));
        page.Write(Key("kafka.produce"), new GapCount(0, 0, 50, 90));

        Assert.Equal([(Key("kafka.fetch"), new GapCount(1, 4, 100, 400))], Reread());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void A_change_that_was_cut_short_leaves_the_number_before_it(int changes)
    {
        using (var folder = JournalFolder.Open(_folder.Path))
        using (var page = CountPage.Open(folder))
        {
            for (var i = 1; i <= changes; i++)
                page.Write(Key("kafka.fetch"), new GapCount(1, i, 100, 100 + i));
        }

        // Given that the half written last is torn
        var file = _folder.Combine("counts");
        var bytes = File.ReadAllBytes(file);
        var whole = Enumerable.Range(0, bytes.Length / 96).Where(half => bytes.AsSpan(half * 96, 96).ContainsAnyExcept((byte)0)).ToList();
        var newest = whole.MaxBy(half => bytes[(half * 96) + 31]);
        bytes[(newest * 96) + 50] ^= 1;
        File.WriteAllBytes(file, bytes);

        Assert.Equal([(Key("kafka.fetch"), new GapCount(1, changes - 1, 100, 99 + changes))], Reread());
    }

    [Fact]
    public void More_keys_than_places_stay_out_and_a_place_that_is_free_is_used_again()
    {
        using var folder = JournalFolder.Open(_folder.Path);
        using var page = CountPage.Open(folder);
        for (var i = 0; i < Places + 20; i++)
            page.Write(Key($"kafka.{i}"), new GapCount(1, 1 + i, 1, 2));
        Assert.Equal(Places, Reread().Count);

        page.Write(Key("kafka.7"), new GapCount(1, 0, 1, 2));
        page.Write(Key("kafka.new"), new GapCount(1, 9, 1, 2));

        var left = Reread();
        Assert.Equal(Places, left.Count);
        Assert.Contains((Key("kafka.new"), new GapCount(1, 9, 1, 2)), left);
        Assert.DoesNotContain(left, count => count.Key.Action == "kafka.7");
    }

    [Fact]
    public async Task A_gap_whose_event_is_written_and_whose_number_is_not_struck_off_is_told_once()
    {
        // Given a kill between the two: the journal has the event, the page the number still
        var killed = _folder.Combine("killed");
        var plan = SamplePlan.In(_folder.Combine("open")) with { StopTimeout = TimeSpan.FromMilliseconds(1) };
        await using (var trail = await AuditTrail.StartAsync(plan, TimeProvider.System, NullLogger.Instance))
        {
            trail.Recorder.Gaps.Add(SampleEvent.Fetch(), GapCause.Permitted);
            var counts = Shared(Path.Combine(plan.Journal, "counts"));
            Assert.True(trail.Recorder.TryWriteGaps());
            Directory.CreateDirectory(killed);
            foreach (var file in Directory.GetFiles(plan.Journal).Where(file => !file.EndsWith("lock", StringComparison.Ordinal)))
                File.WriteAllBytes(Path.Combine(killed, Path.GetFileName(file)), Shared(file));
            File.WriteAllBytes(Path.Combine(killed, "counts"), counts);
        }

        await using (await AuditTrail.StartAsync(plan with { Journal = killed }, TimeProvider.System, NullLogger.Instance))
        {
        }

        Assert.Single(JournalContent.Of(killed).Control, e => e.Action == "audit.gap");
    }

    private static GapKey Key(string action) => new(GapCause.Permitted, action, 17);

    private List<(GapKey Key, GapCount Count)> Reread()
    {
        using var copy = new TempFolder("counts-copy");
        File.WriteAllBytes(copy.Combine("counts"), Shared(_folder.Combine("counts")));
        using var folder = JournalFolder.Open(copy.Path);
        using var page = CountPage.Open(folder);
        return [.. page.Left];
    }

    private static byte[] Shared(string file)
    {
        using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[source.Length];
        source.ReadExactly(bytes);
        return bytes;
    }
}
