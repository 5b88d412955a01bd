using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Compliance.Ledger.Verify;
using Compliance.Search;
using Compliance.Signing;
using Compliance.Store;
using Compliance.Store.Entries;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.AuditSink.Tests.Archive;

/// <summary>A range that is gathered for long, as on a quiet topic, keeps nothing from being signed each minute.</summary>
public sealed class GatheringTests
{
    private const string Origin = "audit.example/test";
    private readonly FakeTimeProvider _time = new();
    private readonly string _pem = PemKeys.Create(SignatureKind.Ed25519);

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task Each_minute_of_it_is_signed_and_the_range_comes_under_the_number_behind(string kind)
    {
        using var place = await StorePlace.MakeAsync(kind);
        var store = place.Open();
        using (var sink = await OpenAsync(store))
        {
            await sink.CloseAsync(0, Sample.Batch(1, 5));
            sink.Take(1, Late(6));
            await sink.WorkAsync();
            _time.Advance(TimeSpan.FromSeconds(59));
            await sink.WorkAsync();
            Assert.Single(await EntriesAsync(store));

            // when a minute has gone, and another
            _time.Advance(TimeSpan.FromSeconds(1));
            await sink.WorkAsync();
            await VouchedAsync(store, entries: 2, rows: 5);
            sink.Take(2, Sample.Batch(7, 9));
            _time.Advance(TimeSpan.FromMinutes(1));
            await sink.WorkAsync();
            await VouchedAsync(store, entries: 3, rows: 5);
            await sink.CloseAsync(3, Sample.Batch(10, 12));
        }

        // then the range has all of its rows, in both of its hours, and nothing is left of the names that its files had
        var entries = await EntriesAsync(store);
        Assert.Equal([EntryKind.Range, EntryKind.Gathering, EntryKind.Gathering, EntryKind.Range], entries.Select(entry => entry.Kind));
        Assert.Equal([(0L, 0L, 5L), (1, 0, 0), (1, 0, 0), (1, 3, 7)], entries.Select(entry => (entry.First, entry.Last, entry.Rows)));
        Assert.Equal(2, entries[3].Files.Count);
        Assert.Empty(await store.ListAsync(ArchiveLayout.WritingFolder + "/", null, default).ToListAsync());
        await VouchedAsync(store, entries: 4, rows: 12);
    }

    [Fact]
    public async Task Cut_off_behind_such_an_entry_the_range_is_read_again()
    {
        using var place = await StorePlace.MakeAsync("folder");
        var store = place.Open();
        using (var sink = await OpenAsync(store))
        {
            await sink.CloseAsync(0, Sample.Batch(1, 5));
            sink.Take(1, Sample.Batch(6, 9));
            await MinuteAsync(sink);
        }

        using (var sink = await OpenAsync(store))
        {
            Assert.Equal(1, sink.Next);
            await sink.CloseAsync(1, Sample.Batch(6, 9));
        }

        Assert.Equal([EntryKind.Range, EntryKind.Gathering, EntryKind.Range], (await EntriesAsync(store)).Select(entry => entry.Kind));
        await VouchedAsync(store, entries: 3, rows: 9);
    }

    // A young topic: nothing is in the archive yet, and where its records begin is known from the first of them alone.
    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public async Task The_very_first_range_is_no_exception(long first)
    {
        using var place = await StorePlace.MakeAsync("folder");
        var store = place.Open();
        using (var sink = await OpenAsync(store))
        {
            await MinuteAsync(sink);
            Assert.Empty(await EntriesAsync(store));
            sink.Take(first, Sample.Batch(1, 5));
            await MinuteAsync(sink);
            await VouchedAsync(store, entries: 1, rows: 0);
        }

        using (var sink = await OpenAsync(store))
        {
            Assert.Equal(first, sink.Next);
            await sink.CloseAsync(first, Sample.Batch(1, 5));
        }

        Assert.Equal([(EntryKind.Gathering, first, first - 1), (EntryKind.Range, first, first)], (await EntriesAsync(store)).Select(entry => (entry.Kind, entry.First, entry.Last)));
        await VouchedAsync(store, entries: 2, rows: 5);
    }

    [Fact]
    public async Task A_key_hands_over_while_a_range_is_gathered()
    {
        using var place = await StorePlace.MakeAsync("folder");
        var store = place.Open();
        using (var sink = await OpenAsync(store))
            await sink.CloseAsync(0, Sample.Batch(1, 5));

        using (var sink = await OpenAsync(store, new LedgerSettings { Origin = Origin, Key = PemKeys.Create(SignatureKind.EcdsaP256), PreviousKey = _pem }))
        {
            sink.Take(1, Sample.Batch(6, 9));
            await sink.WorkAsync();
            Assert.Equal(EntryKind.Rotation, (await EntriesAsync(store))[^1].Kind);
            await sink.CloseAsync(2, Sample.Batch(10, 12));
        }

        await VouchedAsync(store, entries: 3, rows: 12);
    }

    // Whether the entry was created or not before the answer was lost; whether the range is complete by then or not.
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_store_that_is_away_for_such_an_entry_gets_it_once_and_the_range_behind_it(bool isThere, bool rolls)
    {
        using var place = await StorePlace.MakeAsync("folder");
        var (store, isAway) = (place.Open(), false);
        using var archive = await OpenArchiveAsync(new FaultyStore(store) { BeforeCreate = _ => isAway && !isThere, AfterCreate = _ => isAway && isThere });
        archive.Take(0, 0, Sample.Batch(1, 5));
        await archive.RollAsync(default);
        archive.Take(1, 0, Sample.Batch(6, 9));
        isAway = true;
        await Assert.ThrowsAsync<StoreAwayException>(() => archive.NoteAsync(null, default));

        isAway = false;
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.True(rolls || await archive.SettleAsync(default));
        await archive.RollAsync(default);

        var entries = await EntriesAsync(store);
        Assert.Equal([EntryKind.Range, EntryKind.Gathering, EntryKind.Range], entries.Select(entry => entry.Kind));
        Assert.Equal(4, entries[^1].Rows);
        Assert.Equal(entries.SelectMany(entry => entry.Files).Select(file => file.Path), await CompactingSink.FilesAsync(store));
    }

    [Fact]
    public async Task Whoever_finds_the_number_taken_leaves_no_trace_of_the_range()
    {
        using var place = await StorePlace.MakeAsync("folder");
        var store = place.Open();
        using var sleeper = await OpenArchiveAsync(store);
        sleeper.Take(0, 0, Sample.Batch(1, 5));
        await sleeper.RollAsync(default);
        sleeper.Take(1, 0, Sample.Batch(6, 9));
        using (var owner = await OpenArchiveAsync(place.Open()))
            Assert.True(await owner.NoteAsync(null, default));

        await Assert.ThrowsAsync<OwnershipLostException>(() => sleeper.NoteAsync(null, default));

        Assert.Equal([EntryKind.Range, EntryKind.Heartbeat], (await EntriesAsync(store)).Select(entry => entry.Kind));
        Assert.Empty(await store.ListAsync(ArchiveLayout.WritingFolder + "/", null, default).ToListAsync());
    }

    // Rows that wait are no reason to take the archive for complete up to now, nor for less complete than before.
    [Fact]
    public async Task What_the_archive_has_reached_stands_still_meanwhile()
    {
        using var place = await StorePlace.MakeAsync("folder");
        var store = place.Open();
        using var sink = await OpenAsync(store);
        await sink.CloseAsync(0, Sample.Batch(1, 5));
        await MinuteAsync(sink);
        var silent = (await EntriesAsync(store))[^1].At;
        Assert.Equal(silent, await ReachedAsync(store));

        sink.Take(1, Sample.Batch(6, 9));
        await MinuteAsync(sink);
        Assert.Equal((EntryKind.Gathering, silent), ((await EntriesAsync(store))[^1].Kind, await ReachedAsync(store)));
        await sink.CloseAsync(2, Sample.Batch(10, 12));
        Assert.Equal(Sample.Fetch(12).Timestamp, await ReachedAsync(store));
    }

    private static async Task<long?> ReachedAsync(IArchiveStore store) => (await ArchivePartition.ReadAsync(store, ArchiveFolder.Topic, 0, default)).ReachedAt;

    private static async Task<IReadOnlyList<ManifestEntry>> EntriesAsync(IArchiveStore store) =>
        await new EntryLog(store, ArchiveFolder.Topic, 0).ReadAsync(0, default).Select(stored => stored.Entry).ToListAsync();

    private static byte[] Late(long sequence)
    {
        var e = Sample.Fetch(sequence);
        e.Timestamp -= 3_600_000_000;
        return Sample.Batch([e]);
    }

    private Task<SignedArchive> OpenAsync(IArchiveStore store, LedgerSettings? ledger = null) =>
        SignedArchive.OpenAsync(store, ledger ?? new LedgerSettings { Origin = Origin, Key = _pem }, _time);

    private Task<PartitionArchive> OpenArchiveAsync(IArchiveStore store) =>
        PartitionArchive.OpenAsync(store, ArchiveFolder.Topic, 0, new RollSettings(), _time, NullLogger.Instance, default);

    private async Task MinuteAsync(SignedArchive sink)
    {
        await sink.WorkAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await sink.WorkAsync();
    }

    private async Task VouchedAsync(IArchiveStore store, long entries, long rows)
    {
        using var key = PemKeys.Read(_pem, "test");
        var plan = new VerificationPlan(Origin, key.PublicKey) { Settle = TimeSpan.Zero };
        var report = await new Verification(new ArchiveView(store), plan, _time).RunAsync(null, default);
        Assert.True(report.IsSound, string.Join(" | ", report.Findings.Select(finding => finding.Message)));
        Assert.Equal((entries, rows), (report.Entries, report.Rows));
    }
}
