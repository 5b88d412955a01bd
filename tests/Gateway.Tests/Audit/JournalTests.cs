using Compliance.Gateway.Audit.Journaling;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

public sealed class JournalTests : IDisposable
{
    private readonly TempFolder _folder = new("journal");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Appended_events_are_read_back_in_order_over_segments_and_starts()
    {
        // Given two starts of a proxy, each filling several segments
        for (var start = 0; start < 2; start++)
        {
            await using var journal = new OpenJournal(SamplePlan.In(_folder.Path));
            await journal.AppendAsync(2000);
        }

        // When the journal is read
        var content = JournalContent.Of(_folder.Path);

        // Then every event is there, each start counts from 1, and the second start has the higher epoch
        Assert.Empty(content.Gaps);
        Assert.Equal(Enumerable.Range(1, 2000).Concat(Enumerable.Range(1, 2000)).Select(i => (long)i), content.Sequences);
        Assert.True(content.Events[0].Epoch < content.Events[^1].Epoch);
        Assert.True(Directory.GetFiles(_folder.Path, "*.journal").Length > 4);
    }

    [Fact]
    public async Task Concurrent_sessions_get_sequences_without_gaps_in_the_order_of_the_journal()
    {
        // Given eight sessions that append at the same time
        const int Sessions = 8, Each = 2500;
        var seen = new long[Sessions][];
        await using (var journal = new OpenJournal(SamplePlan.In(_folder.Path)))
        {
            await Task.WhenAll(Enumerable.Range(0, Sessions).Select(session => Task.Run(async () =>
            {
                seen[session] = new long[Each];
                for (var i = 0; i < Each; i++)
                    seen[session][i] = (await journal.AppendAsync($"session-{session}")).Sequence;
            })));
        }

        // When the journal is read
        var content = JournalContent.Of(_folder.Path);

        // Then the journal counts 1, 2, 3, … and each event carries the sequence that its session was given
        Assert.Equal(Enumerable.Range(1, Sessions * Each).Select(i => (long)i), content.Sequences);
        for (var session = 0; session < Sessions; session++)
            Assert.Equal(seen[session], content.Events.Where(e => e.Topic == $"session-{session}").Select(e => e.Sequence));
    }

    [Fact]
    public async Task Sessions_that_want_it_wait_until_their_event_is_durable()
    {
        await using var journal = new OpenJournal(SamplePlan.In(_folder.Path));

        // When many sessions wait for the disk at once
        var durable = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
            await journal.Recorder.WaitDurable((await journal.AppendAsync()).Sequence))));

        // Then all of them go on, and what they waited for is readable: readers see durable events only
        Assert.DoesNotContain(false, durable);
        using var reader = journal.Loop.Read();
        Assert.Equal(50, JournalContent.Of(reader).Events.Count);
    }

    [Fact]
    public async Task A_full_journal_refuses_until_the_topic_has_taken_some_of_it()
    {
        // Given a journal of four segments that nobody ships
        var plan = SamplePlan.In(_folder.Path) with { MaxJournalBytes = 4 * (256 << 10) };
        await using var journal = new OpenJournal(plan);
        await journal.FillAsync();

        // Then its files stay within the bound, and it says that it is full
        await Eventually.TrueAsync(() => journal.Recorder.State == JournalState.Full, TimeSpan.FromSeconds(60), "the state Full");
        Assert.InRange(journal.DiskUse(), 0, plan.MaxJournalBytes);
        Assert.True(journal.Loop.Journal.Counts.Refused > 0);
        Assert.False(journal.Recorder.Append(SampleEvent.Fetch()));

        // When the topic acknowledges everything
        await journal.ReleaseAsync();

        // Then the shipped segments go, and events are taken again
        await Eventually.TrueAsync(() => journal.Recorder.Append(SampleEvent.Fetch()), TimeSpan.FromSeconds(60), "room in the journal");
    }

    [Fact]
    public async Task Shipped_segments_are_gone_after_a_clean_stop_and_the_next_start_knows_where_the_last_ended()
    {
        long epoch;
        await using (var journal = new OpenJournal(SamplePlan.In(_folder.Path)))
        {
            await journal.AppendAsync(100);
            using var reader = journal.Loop.Read();
            JournalContent.Of(reader);
            journal.Loop.Release(reader.Position);
            epoch = journal.Loop.Journal.Epoch;
        }

        Assert.Empty(Directory.GetFiles(_folder.Path, "*.journal"));
        await using var next = new OpenJournal(SamplePlan.In(_folder.Path));
        Assert.Equal(new EpochRecord(epoch, 100, Stopped: true) { Boot = MachineBoot.Id }, next.Loop.Previous);
        Assert.True(next.Loop.Journal.Epoch > epoch);
    }

    [Fact]
    public async Task A_second_proxy_on_the_same_folder_is_told_so()
    {
        await using var journal = new OpenJournal(SamplePlan.In(_folder.Path));

        var refused = Assert.Throws<IOException>(() => new OpenJournal(SamplePlan.In(_folder.Path)));

        Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_larger_than_a_frame_is_refused_and_leaves_no_gap()
    {
        await using (var journal = new OpenJournal(SamplePlan.In(_folder.Path)))
        {
            await journal.AppendAsync(1);
            var huge = SampleEvent.Fetch();
            for (var i = 0; i < 250; i++)
            {
                huge.MaskFields.Add(new string('a', 250));
                huge.MaskTechniques.Add(new string('b', 250));
            }

            Assert.False(journal.Recorder.Append(huge));
            await journal.AppendAsync(1);
        }

        Assert.Equal([1L, 2L], JournalContent.Of(_folder.Path).Sequences);
    }

    [Fact]
    public async Task Only_the_owner_may_read_the_journal()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var journal = new OpenJournal(SamplePlan.In(_folder.Combine("deep", "journal")));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Combine("deep", "journal")));
        foreach (var file in Directory.GetFiles(_folder.Combine("deep", "journal")))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_reader_close_behind_the_writer_sees_every_event_and_no_damage()
    {
        // Given a reader that asks again and again while sessions append
        await using var journal = new OpenJournal(SamplePlan.In(_folder.Path));
        var writing = journal.AppendAsync(5000);
        using var reader = journal.Loop.Read();
        var seen = new List<long>();
        while (seen.Count < 5000)
        {
            var more = JournalContent.Of(reader);
            Assert.Empty(more.Gaps);
            seen.AddRange(more.Sequences);
            await Task.Delay(1);
        }

        // Then it has seen all of them, once and in order
        await writing;
        Assert.Equal(Enumerable.Range(1, 5000).Select(i => (long)i), seen);
    }
}
