using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Settings;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

public sealed class AggregatorTests : IDisposable
{
    private readonly TempFolder _folder = new("aggregate");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Events_of_one_kind_are_recorded_as_one_with_their_number_and_times()
    {
        await using var journal = new OpenJournal(Plan);
        await using var aggregator = new Aggregator(Plan, journal.Recorder, _time, NullLogger.Instance);

        // Given three heartbeats of one client and one of another
        foreach (var at in new[] { 300L, 100, 200 })
            Assert.True(aggregator.Count(Heartbeat("a", at)));
        Assert.True(aggregator.Count(Heartbeat("b", 50)));
        Assert.Equal(0, journal.Loop.Journal.Counts.Events);

        // When the interval is over
        _time.Advance(TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => Recorded(journal).Count == 2, TimeSpan.FromSeconds(60), "the counts to be recorded");

        // Then there is one event for each, and nothing of a single request in it
        var (a, b) = (Recorded(journal).Single(e => e.ClientId == "a"), Recorded(journal).Single(e => e.ClientId == "b"));
        Assert.Equal((3, 100, 300, 100), (a.AggCount, a.AggStart, a.AggEnd, a.Timestamp));
        Assert.Equal((1, 50, 50), (b.AggCount, b.AggStart, b.AggEnd));
        Assert.Equal(("kafka.heartbeat", "success", "User:till", "tills"), (a.Action, a.Outcome, a.Principal, a.GroupId));
        Assert.Equal((30, 0, Guid.Empty, 0), (a.Duration, a.CorrelationId, a.RequestId, a.SourcePort));

        // And counting begins anew
        aggregator.Count(Heartbeat("a", 400));
        _time.Advance(TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => Recorded(journal).Count == 3, TimeSpan.FromSeconds(60), "the next count");
        Assert.Equal((1, 400), (Recorded(journal)[^1].AggCount, Recorded(journal)[^1].AggStart));
    }

    [Theory]
    [InlineData("principal")]
    [InlineData("client")]
    [InlineData("api")]
    [InlineData("topic")]
    [InlineData("outcome")]
    [InlineData("route")]
    public async Task Events_that_differ_in_who_what_or_how_it_ended_are_counted_apart(string difference)
    {
        await using var journal = new OpenJournal(Plan);
        await using (var aggregator = new Aggregator(Plan, journal.Recorder, _time, NullLogger.Instance))
        {
            var other = Heartbeat("a", 1);
            _ = difference switch
            {
                "principal" => other.Principal = "User:other",
                "client" => other.ClientId = "b",
                "api" => other.Action = "kafka.metadata",
                "topic" => other.Topic = "t",
                "outcome" => other.Outcome = "failure",
                _ => other.Route = "other",
            };
            aggregator.Count(Heartbeat("a", 1));
            aggregator.Count(other);
        }

        Assert.Equal(2, journal.Loop.Journal.Counts.Events);
    }

    [Fact]
    public async Task What_is_counted_at_a_stop_is_recorded()
    {
        await using var journal = new OpenJournal(Plan);
        await using (var aggregator = new Aggregator(Plan, journal.Recorder, _time, NullLogger.Instance))
        {
            for (var i = 0; i < 100; i++)
                aggregator.Count(Heartbeat("a", i));
        }

        await journal.AppendAsync(1);
        Assert.Equal(100, Recorded(journal)[0].AggCount);
    }

    [Fact]
    public async Task More_kinds_than_are_held_are_recorded_at_once_and_none_is_lost()
    {
        // Given room for ten kinds, and a thousand of them from several sessions
        await using var journal = new OpenJournal(Plan);
        await using (var aggregator = new Aggregator(Plan with { MaxAggregates = 10 }, journal.Recorder, _time, NullLogger.Instance))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(session => Task.Run(async () =>
            {
                for (var i = 0; i < 250; i++)
                {
                    while (!aggregator.Count(Heartbeat($"{session}-{i}", i)))
                        await Task.Delay(1);
                }
            })));
        }

        await journal.AppendAsync(1);
        var recorded = Recorded(journal).Where(e => e.Action == "kafka.heartbeat").ToList();
        Assert.Equal(1000, recorded.Sum(e => Math.Max(e.AggCount, 1)));
        Assert.Equal(1000, recorded.Select(e => e.ClientId).Distinct().Count());
    }

    [Fact]
    public async Task A_full_journal_keeps_counts_waiting_and_loses_none()
    {
        // Given counts that are not recorded yet, and a journal that becomes full
        var plan = Plan with { MaxJournalBytes = 4 * Plan.SegmentBytes };
        await using var journal = new OpenJournal(plan);
        await using var aggregator = new Aggregator(plan, journal.Recorder, _time, NullLogger.Instance);
        for (var i = 0; i < 7; i++)
            aggregator.Count(Heartbeat("a", i));
        await journal.FillAsync();

        // When more comes, and the interval ends
        await Eventually.TrueAsync(() => !journal.Recorder.Takes, TimeSpan.FromSeconds(30), "the journal to say that it is full");
        Assert.True(aggregator.Count(Heartbeat("a", 8)));
        _time.Advance(TimeSpan.FromSeconds(30));
        await FlushAsync();

        // Then the count is recorded once there is room again
        await journal.ReleaseAsync();
        await Eventually.TrueAsync(() => journal.Recorder.Takes, TimeSpan.FromSeconds(60), "room");
        await FlushAsync();
        await journal.AppendAsync(1);
        Assert.Equal(8, Recorded(journal).Single(e => e.Action == "kafka.heartbeat").AggCount);

        // The interval's own may be under way.
        Task FlushAsync() => Eventually.TrueAsync(aggregator.Flush, TimeSpan.FromSeconds(60), "a flush");
    }

    [Fact]
    public async Task Counting_allocates_nothing_for_a_kind_that_was_seen()
    {
        await using var journal = new OpenJournal(Plan);
        await using var aggregator = new Aggregator(Plan, journal.Recorder, _time, NullLogger.Instance);
        var e = Heartbeat("a", 1);
        var best = long.MaxValue;
        for (var batch = 0; batch < 400 && best > 0; batch++)
        {
            // The runtime compiles the code better and better, in its own time.
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
                aggregator.Count(e);
            best = Math.Min(best, GC.GetAllocatedBytesForCurrentThread() - before);
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, best);
    }

    private AuditPlan Plan => SamplePlan.In(_folder.Path);

    private static AuditEvent Heartbeat(string client, long at) => new()
    {
        Timestamp = at,
        Category = "session",
        Type = "info",
        Action = "kafka.heartbeat",
        Outcome = "success",
        Duration = 10,
        Route = "payments",
        Cluster = "main",
        Principal = "User:till",
        SourceIp = "10.0.0.1",
        SourcePort = 4000,
        ClientId = client,
        ApiKey = 12,
        ApiVersion = 4,
        CorrelationId = (int)at,
        RequestId = Guid.NewGuid(),
        GroupId = "tills",
    };

    private static List<AuditEvent> Recorded(OpenJournal journal)
    {
        var events = new List<AuditEvent>();
        using var reader = journal.Loop.Read();
        while (reader.TryPeek(out var entry))
        {
            var e = new AuditEvent();
            Assert.Null(EventCodec.Read(entry.Encoded, e));
            events.Add(e);
            reader.Advance();
        }

        return events;
    }
}
