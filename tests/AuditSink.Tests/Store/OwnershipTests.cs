using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Compliance.Store;
using Compliance.Store.Entries;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.AuditSink.Tests.Store;

/// <summary>
/// Two sinks that both believe a partition theirs: one that stood still, and one that took the partition on meanwhile. Whoever writes the
/// entry first has it; the other leaves no trace.
/// </summary>
public sealed class OwnershipTests
{
    private const string Topic = "compliance.audit";

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task A_sink_that_stood_still_writes_nothing_into_what_is_anothers_now(string kind)
    {
        using var place = await StorePlace.MakeAsync(kind);
        var (sleeper, owner) = (place.Open(), place.Open());

        // given one that gathered and then stood still, while another took the partition on and rolled elsewhere
        using var first = await OpenAsync(sleeper);
        first.Take(0, 0, Sample.Batch(1, 10));
        first.Take(1, 0, Sample.Batch(11, 20));
        using (var second = await OpenAsync(owner))
        {
            second.Take(0, 0, Sample.Batch(1, 10));
            await second.RollAsync(default);
        }

        // when the first wakes
        var loss = await Assert.ThrowsAsync<OwnershipLostException>(() => first.RollAsync(default));

        // then only the other's files are there, and whoever comes next reads on behind them
        Assert.Equal((Topic, 0, 0L), (loss.Topic, loss.Partition, loss.Ours.Number));
        var entry = Assert.Single(await EntriesAsync(owner));
        Assert.Equal((0L, 10L), (entry.Last, entry.Rows));
        Assert.Equal(entry.Files.Select(file => file.Path), await NamesAsync(owner, "date="));
        using var third = await OpenAsync(sleeper);
        Assert.Equal(1, third.Next);
        Assert.Empty(await NamesAsync(owner, "_writing/"));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task A_sink_that_stood_still_and_is_the_first_to_write_the_entry_has_it(string kind)
    {
        using var place = await StorePlace.MakeAsync(kind);
        var (sleeper, owner) = (place.Open(), place.Open());
        using var first = await OpenAsync(sleeper);
        first.Take(0, 0, Sample.Batch(1, 10));
        first.Take(1, 0, Sample.Batch(11, 20));
        using var second = await OpenAsync(owner);
        second.Take(0, 0, Sample.Batch(1, 10));

        // when the one that lost the partition wakes before the new owner has rolled: its files are still there
        await first.RollAsync(default);
        await Assert.ThrowsAsync<OwnershipLostException>(() => second.RollAsync(default));

        using var again = await OpenAsync(owner);
        Assert.Equal(2, again.Next);
        again.Take(2, 0, Sample.Batch(21, 30));
        await again.RollAsync(default);
        var entries = await EntriesAsync(owner);
        Assert.Equal([20L, 10L], entries.Select(entry => entry.Rows));
        Assert.Equal(entries.SelectMany(entry => entry.Files).Select(file => file.Path).Order(StringComparer.Ordinal), await NamesAsync(owner, "date="));
        Assert.Empty(await NamesAsync(owner, "_writing/"));
    }

    // Where it stood still: everything is in the store, only the entry is not.
    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task Files_that_wait_for_their_entry_stay_until_its_number_is_taken(string kind)
    {
        using var place = await StorePlace.MakeAsync(kind);
        var (sleeper, owner) = (place.Open(), place.Open());
        var standsStill = true;
        using var first = await OpenAsync(new FaultyStore(sleeper) { BeforeCreate = name => standsStill && name.Contains("/entries/", StringComparison.Ordinal) });
        first.Take(0, 0, Sample.Batch(1, 10));
        await Assert.ThrowsAsync<StoreAwayException>(() => first.RollAsync(default));

        // given that another takes the partition on, which clears away what it may
        using var second = await OpenAsync(owner);
        Assert.Null(second.Next);

        // when the first goes on where it was
        standsStill = false;
        var entry = await first.RollAsync(default);

        Assert.NotNull(entry);
        Assert.Equal(entry.Files.Select(file => file.Path), await NamesAsync(owner, "date="));
        using var third = await OpenAsync(owner);
        Assert.Equal(1, third.Next);
        Assert.Empty(await NamesAsync(owner, "_writing/"));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task Files_of_a_sink_that_died_before_its_entry_go_once_the_number_is_taken(string kind)
    {
        using var place = await StorePlace.MakeAsync(kind);
        var dead = await OpenAsync(new FaultyStore(place.Open()) { BeforeCreate = name => name.Contains("/entries/", StringComparison.Ordinal) });
        dead.Take(0, 0, Sample.Batch(1, 10));
        await Assert.ThrowsAsync<StoreAwayException>(() => dead.RollAsync(default));

        var owner = place.Open();
        using var second = await OpenAsync(owner);
        second.Take(0, 0, Sample.Batch(1, 10));
        await second.RollAsync(default);

        var entry = Assert.Single(await EntriesAsync(owner));
        Assert.Equal(entry.Files.Select(file => file.Path), await NamesAsync(owner, "date="));
        Assert.Empty(await NamesAsync(owner, "_writing/"));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task A_store_whose_answer_is_lost_keeps_no_event_out_and_none_twice(string kind)
    {
        using var place = await StorePlace.MakeAsync(kind);
        var lost = 0;
        var store = new FaultyStore(place.Open()) { AfterCreate = _ => lost++ == 0 };
        using var archive = await OpenAsync(store);
        archive.Take(0, 0, Sample.Batch(1, 10));

        await Assert.ThrowsAsync<StoreAwayException>(() => archive.RollAsync(default));
        Assert.True(archive.IsDue);
        await archive.RollAsync(default);

        Assert.Equal(10, Assert.Single(await EntriesAsync(store)).Rows);
        Assert.Equal(1, archive.Next);
    }

    private static Task<PartitionArchive> OpenAsync(IArchiveStore store) =>
        PartitionArchive.OpenAsync(store, Topic, 0, new RollSettings(), TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    private static async Task<IReadOnlyList<ManifestEntry>> EntriesAsync(IArchiveStore store) =>
        await ArchiveEntries.ReadAsync(store, default).Select(stored => stored.Entry).ToListAsync();

    private static async Task<IReadOnlyList<string>> NamesAsync(IArchiveStore store, string prefix) =>
        await store.ListAsync("", null, default).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToListAsync();
}
