using Compliance.Gateway.Audit.Journaling;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>Journals as crashes, power cuts and failing disks leave them.</summary>
public sealed class RecoveryTests : IDisposable
{
    private const int Count = 6;
    private readonly TempFolder _folder = new("recovery");
    private int _cases;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_segment_cut_at_any_byte_gives_every_event_that_lies_before_the_cut()
    {
        // Given a journal as a kill leaves it
        var killed = await WriteAsync(stop: false);
        var ends = Ends(killed);

        for (var cut = 0; cut <= ends[^1]; cut++)
        {
            // When its segment ends at that byte
            var folder = Damage(killed, bytes => bytes[..cut]);

            // Then the events wholly before it are read, nothing else is, and nothing is missing between them
            var content = JournalContent.Of(folder);
            Assert.Equal(Enumerable.Range(1, ends.Count(end => end <= cut)).Select(i => (long)i), content.Sequences);
            Assert.Empty(content.Gaps);
        }
    }

    [Fact]
    public async Task A_bit_that_flips_anywhere_costs_the_one_event_it_stands_in_and_that_is_reported()
    {
        // Given a journal that was stopped cleanly
        var stopped = await WriteAsync(stop: true);
        var ends = Ends(stopped);
        var length = new FileInfo(Segment(stopped)).Length;

        for (var at = 0; at < length; at++)
        {
            // When one bit of it is another
            var folder = Damage(stopped, bytes =>
            {
                bytes[at] ^= (byte)(1 << (at % 8));
                return bytes;
            });

            // Then all events but that one are read, and the gap names it
            var content = JournalContent.Of(folder);
            var lost = at < Start(stopped) || at >= ends[^1] ? 0 : ends.Count(end => end <= at) + 1;
            Assert.Equal(Enumerable.Range(1, Count).Select(i => (long)i).Where(i => i != lost), content.Sequences);
            Assert.Equal(lost == 0 ? [] : [lost], content.Gaps.Select(gap => gap.First));
            Assert.All(content.Gaps, gap => Assert.Equal(gap.First, gap.Last));
        }
    }

    [Fact]
    public async Task Whatever_a_power_cut_leaves_of_the_pages_events_and_gaps_together_count_without_a_break()
    {
        // Given a journal of several pages, as a kill leaves it
        var killed = await WriteAsync(stop: false, count: 300);
        var (start, end) = (Start(killed), Ends(killed)[^1]);
        var random = new Random(4);

        for (var round = 0; round < 60; round++)
        {
            // When some stretches of it were never written
            var folder = Damage(killed, bytes =>
            {
                for (var hole = random.Next(1, 4); hole > 0; hole--)
                {
                    var from = random.Next(start, end);
                    bytes.AsSpan(from, random.Next(1, 5000)).Clear();
                }

                return bytes;
            });

            // Then each sequence up to the last one found was either read or reported, once
            var content = JournalContent.Of(folder);
            var told = content.Sequences.Concat(content.Gaps.SelectMany(gap => Enumerable.Range((int)gap.First, (int)(gap.Last - gap.First + 1)).Select(i => (long)i)));
            Assert.Equal(Enumerable.Range(1, (int)content.LastSequence).Select(i => (long)i), told.Order());
        }
    }

    [Fact]
    public async Task A_start_after_a_crash_cites_the_last_event_that_was_durable()
    {
        var killed = await WriteAsync(stop: false);
        var epoch = JournalContent.Of(Damage(killed, bytes => bytes)).Events[0].Epoch;

        await using var next = new OpenJournal(SamplePlan.In(killed));

        Assert.Equal(new EpochRecord(epoch, Count, Stopped: false) { Boot = MachineBoot.Id }, next.Loop.Previous);
    }

    [Fact]
    public async Task Settling_a_journal_twice_changes_nothing()
    {
        var killed = await WriteAsync(stop: false);
        var first = JournalContent.Of(killed);
        var bytes = await File.ReadAllBytesAsync(Segment(killed));

        var second = JournalContent.Of(killed);

        Assert.Equal(first.Events, second.Events);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Segment(killed)));
    }

    [Fact]
    public async Task A_damaged_segment_is_kept_aside_once_the_topic_has_what_could_be_read_of_it()
    {
        // Given a journal whose third event is damaged
        var killed = await WriteAsync(stop: false);
        var third = Ends(killed)[2];
        var folder = Damage(killed, bytes =>
        {
            bytes[third - 1] ^= 1;
            return bytes;
        });

        // When the next start ships it
        await using (var journal = new OpenJournal(SamplePlan.In(folder)))
        {
            await journal.AppendAsync(1);
            using var reader = journal.Loop.Read();
            Assert.Equal([3L], JournalContent.Of(reader).Gaps.Select(gap => gap.First));
            journal.Loop.Release(reader.Position);
        }

        // Then the file lies in quarantine, and nothing else is left
        Assert.Empty(Directory.GetFiles(folder, "*.journal"));
        Assert.Single(Directory.GetFiles(Path.Combine(folder, "quarantine")));
    }

    [Theory, InlineData(long.MinValue), InlineData(0), InlineData(long.MaxValue)]
    public async Task A_number_that_no_event_can_have_costs_that_event_alone(long number)
    {
        // Given a journal whose first event has another number, under a right checksum
        var killed = await WriteAsync(stop: false);
        var (start, end) = (Start(killed), Ends(killed)[0]);
        var folder = Damage(killed, bytes =>
        {
            Frame.Close(bytes.AsSpan(start, end - start), FrameType.Event, number);
            return bytes;
        });

        // Then the others are read, and that one is missed
        var content = JournalContent.Of(folder);
        Assert.Equal(Enumerable.Range(2, Count - 1).Select(i => (long)i), content.Sequences);
        Assert.Equal([(1L, 1L)], content.Gaps.Select(gap => (gap.First, gap.Last)));
        Assert.Equal(Count, content.LastSequence);
    }

    [Fact]
    public async Task A_last_segment_that_was_emptied_after_a_clean_stop_shows_as_a_gap()
    {
        // Given a journal of several segments that was stopped cleanly
        const int Events = 1500;
        var folder = _folder.Combine("emptied");
        await using (var journal = new OpenJournal(SamplePlan.In(folder)))
            await journal.AppendAsync(Events);
        var segments = Directory.GetFiles(folder, "*.journal").Order().ToList();
        Assert.True(segments.Count > 1);

        // When nothing is left of the last one
        File.WriteAllBytes(segments[^1], []);

        // Then all events of the others are read, and those that stood in it are missed
        var content = JournalContent.Of(folder);
        var gap = Assert.Single(content.Gaps);
        Assert.Equal(Events, gap.Last);
        Assert.Equal(Enumerable.Range(1, (int)gap.First - 1).Select(i => (long)i), content.Sequences);
    }

    [Fact]
    public async Task A_lost_cursor_costs_repeats_and_reports_no_gap()
    {
        var killed = await WriteAsync(stop: false);
        File.WriteAllText(Path.Combine(killed, "cursor"), "17 1 99 3 00000000\n");

        await using var journal = new OpenJournal(SamplePlan.In(killed));

        using var reader = journal.Loop.Read();
        var content = JournalContent.Of(reader);
        Assert.Equal(Enumerable.Range(1, Count).Select(i => (long)i), content.Sequences);
        Assert.Empty(content.Gaps);
    }

    private async Task<string> WriteAsync(bool stop, int count = Count)
    {
        var open = _folder.Combine($"open-{_cases++}");
        await using (var journal = new OpenJournal(SamplePlan.In(open)))
        {
            for (var i = 0; i < count; i++)
            {
                var e = new Compliance.Events.AuditEvent { Action = "kafka.fetch", Topic = $"t{i}" };
                Assert.True(journal.Recorder.Append(e));
                Assert.True(await journal.Recorder.WaitDurable(e.Sequence));
            }

            if (!stop)
                return Damage(open, bytes => bytes);
        }

        return open;
    }

    /// <summary>A copy of the folder with another segment in it.</summary>
    private string Damage(string folder, Func<byte[], byte[]> how)
    {
        var copy = Directory.CreateDirectory(_folder.Combine($"case-{_cases++}")).FullName;
        foreach (var file in Directory.GetFiles(folder).Where(file => !file.EndsWith("lock", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var segment = Segment(copy);
        File.WriteAllBytes(segment, how(File.ReadAllBytes(segment)));
        return copy;
    }

    private static string Segment(string folder) => Directory.GetFiles(folder, "*.journal").Order().First();

    private static int Start(string folder)
    {
        var (epoch, index) = (long.Parse(Path.GetFileName(Segment(folder))[..19], System.Globalization.CultureInfo.InvariantCulture), 1);
        Assert.True(SegmentHeader.TryRead(File.ReadAllBytes(Segment(folder)), epoch, index, out var length, out _));
        return length;
    }

    /// <summary>Where each event ends.</summary>
    private static List<int> Ends(string folder)
    {
        var ends = new List<int>();
        using var scanner = new SegmentScanner(Segment(folder), Start(folder));
        while (scanner.TryPeek(new FileInfo(Segment(folder)).Length, out var frame))
        {
            scanner.Advance(frame.Length);
            if (frame.Type == FrameType.Event)
                ends.Add((int)scanner.Offset);
        }

        Assert.False(scanner.Skipped);
        return ends;
    }
}
