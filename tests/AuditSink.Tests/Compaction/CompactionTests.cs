using Compliance.Auditctl;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Compliance.Harness;
using Compliance.Ledger.Custody;
using Compliance.Signing;
using Compliance.Store.Folder;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.AuditSink.Tests.Compaction;

/// <summary>Small files of a past hour become one: with the same rows, provably, and without a moment in which an answer lacks or doubles one.</summary>
public sealed class CompactionTests : IDisposable
{
    private readonly TempFolder _archive = new("archive");
    private readonly FakeTimeProvider _time = CompactingSink.NewTime();
    private readonly string _pem = PemKeys.Create(SignatureKind.Ed25519);
    private readonly FolderStore _store;

    public CompactionTests() => _store = new FolderStore(_archive.Path, TimeProvider.System);

    [Fact]
    public async Task One_file_stands_for_those_of_the_hour_then_they_go_and_all_is_vouched_for_throughout()
    {
        using var sink = await OpenAsync();
        await sink.FillAsync(4);
        var before = await IdsAsync();
        var originals = await CompactingSink.FilesAsync(_store);

        await sink.UntilCompactedAsync(_store);

        // then the entry says what stands for what, and the originals still lie there
        var entry = (await CompactingSink.EntriesAsync(_store))[^1];
        var file = Assert.Single(entry.Files);
        Assert.Equal((80L, 80L, 4L, 3L), (entry.Rows, file.Rows, entry.First, entry.Last));
        Assert.Equal(originals, entry.Removes!.Order(StringComparer.Ordinal));
        Assert.Equal([.. originals, file.Path], await CompactingSink.FilesAsync(_store), Same);
        Assert.Equal(before, await IdsAsync());
        await VouchedAsync(rows: 80, files: 1);

        // when they have stayed an hour
        await sink.UntilAsync(async () => (await CompactingSink.FilesAsync(_store)).Count == 1, "the originals to go");

        Assert.Equal([file.Path], await CompactingSink.FilesAsync(_store));
        Assert.Equal(before, await IdsAsync());
        await VouchedAsync(rows: 80, files: 1);
        using var duck = new Duck(_archive.Path);
        Assert.True((bool)duck.One("list_sort(list(sequence)) = list(sequence)")!, "rows stand as they came");
    }

    [Fact]
    public async Task The_next_range_tells_of_it_once_whoever_writes_it()
    {
        using (var sink = await OpenAsync())
        {
            await sink.FillAsync(3);
            await sink.UntilCompactedAsync(_store);
            await sink.GiveBackAsync();
        }

        using (var next = await OpenAsync())
        {
            await next.RollAsync(3);
            await next.RollAsync(4);
        }

        using var duck = new Duck(_archive.Path);
        var told = Assert.Single(duck.Rows("topic, records, outcome", "where action = 'audit.compact'"));
        Assert.Equal([ArchiveFolder.Topic, 60L, "success"], told);
        Assert.True((await CompactingSink.VerifyAsync(_store, _pem)).IsSound);
    }

    [Fact]
    public async Task A_file_that_comes_late_stays_until_there_are_two_and_then_those_become_one()
    {
        using var sink = await OpenAsync();
        await sink.FillAsync(3);
        await sink.UntilCompactedAsync(_store);

        await sink.RollAsync(3);
        await TurnAsync(sink, 10);
        Assert.Single(await CompactionsAsync());
        await sink.RollAsync(4);
        await sink.UntilCompactedAsync(_store, 2);

        Assert.Equal(2, (await CompactionsAsync())[1].Removes!.Count);
        // the third file is that of the hour in which the sink told of the first compaction
        await VouchedAsync(rows: 101, files: 3);
    }

    [Fact]
    public async Task An_hour_that_is_not_long_past_stays_as_it_is()
    {
        using var sink = await OpenAsync(new CompactionSettings { After = TimeSpan.FromHours(48) });
        await sink.FillAsync(3);

        await TurnAsync(sink, 10);

        Assert.Empty(await CompactionsAsync());
    }

    [Fact]
    public async Task Without_the_setting_nothing_is_written_anew()
    {
        using var sink = await SignedArchive.OpenAsync(_store, new LedgerSettings { Origin = CompactingSink.Origin, Key = _pem }, _time);
        await sink.CloseAsync(0, Sample.Batch(1, 5));
        await sink.CloseAsync(1, Sample.Batch(6, 9));
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await sink.WorkAsync();
        }

        Assert.Empty(await CompactionsAsync());
    }

    [Fact]
    public async Task A_file_stays_small_enough_and_what_is_larger_than_that_alone_is_left()
    {
        using (var sink = await OpenAsync())
        {
            await sink.FillAsync(5);
            var bytes = (await CompactingSink.EntriesAsync(_store)).Max(entry => entry.Files[0].Bytes);
            await sink.GiveBackAsync();
            using var two = await OpenAsync(new CompactionSettings { Bytes = (2 * bytes) + 1 });
            await two.UntilCompactedAsync(_store, 2);
            await TurnAsync(two, 5);
        }

        Assert.Equal([2, 2], (await CompactionsAsync()).Select(entry => entry.Removes!.Count));
        await VouchedAsync(rows: 100, files: 3);
    }

    [Fact]
    public async Task An_original_that_is_not_what_was_written_is_not_written_anew()
    {
        using var sink = await OpenAsync();
        await sink.FillAsync(3);
        var path = Path.Combine(_archive.Path, (await CompactingSink.FilesAsync(_store))[1]);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 3]++;
        File.WriteAllBytes(path, bytes);

        await TurnAsync(sink, 10);

        Assert.Empty(await CompactionsAsync());
        Assert.False((await CompactingSink.VerifyAsync(_store, _pem)).IsSound);
        Assert.Empty(Scratch());
    }

    [Fact]
    public async Task A_compacted_file_that_is_not_what_was_written_keeps_its_originals()
    {
        using var sink = await OpenAsync();
        await sink.FillAsync(3);
        await sink.UntilCompactedAsync(_store);
        var file = Path.Combine(_archive.Path, (await CompactionsAsync())[0].Files[0].Path);
        File.WriteAllBytes(file, [.. File.ReadAllBytes(file)[..^1], 0]);

        _time.Advance(TimeSpan.FromHours(2));
        await TurnAsync(sink, 10);

        Assert.Equal(4, (await CompactingSink.FilesAsync(_store)).Count);
    }

    [Fact]
    public async Task A_clock_that_is_set_forward_removes_no_original_early()
    {
        var clock = new SettableClock(_time);
        using var sink = await CompactingSink.OpenAsync(_store, _pem, _time, clock: clock);
        await sink.FillAsync(3);
        await sink.UntilCompactedAsync(_store);

        clock.Set(clock.GetUtcNow().AddDays(2));
        await TurnAsync(sink, 10);
        Assert.Equal(4, (await CompactingSink.FilesAsync(_store)).Count);

        // but when it is time
        _time.Advance(TimeSpan.FromHours(2));
        await sink.UntilAsync(async () => (await CompactingSink.FilesAsync(_store)).Count == 1, "the originals to go");
    }

    [Theory]
    [InlineData("hold")]
    [InlineData("unreadable")]
    [InlineData("missing")]
    public async Task Under_a_hold_nothing_is_written_anew_and_no_original_is_removed(string kind)
    {
        using var sink = await OpenAsync();
        await sink.FillAsync(3);
        await sink.UntilCompactedAsync(_store);
        var said = kind == "unreadable" ? "nothing that is signed"u8.ToArray() : Said(new Statement(StatementKind.Hold, "ann", Day) { Hold = new HoldOrder("17/2026") { Since = Day } });
        await _store.CreateAsync(ArchiveLayout.StatementName(kind == "missing" ? 1 : 0), said, default);
        await sink.RollAsync(3);
        await sink.RollAsync(4);

        _time.Advance(TimeSpan.FromHours(2));
        await TurnAsync(sink, 10);

        var entry = Assert.Single(await CompactionsAsync());
        Assert.Equal(3, (await CompactingSink.FilesAsync(_store)).Intersect(entry.Removes!).Count());
    }

    [Fact]
    public async Task A_hold_on_other_days_and_a_request_for_one_file_leave_the_rest_to_be_written_anew()
    {
        using var sink = await OpenAsync();
        await sink.FillAsync(4);
        var before = await IdsAsync();
        var entry = (await CompactingSink.EntriesAsync(_store))[1];
        var asked = PurgeFile.Of(entry, entry.Files[0]);
        await _store.CreateAsync(
            ArchiveLayout.StatementName(0), Said(new Statement(StatementKind.Hold, "ann", Day) { Hold = new HoldOrder("17/2026") { Until = Day } }), default);
        await _store.CreateAsync(
            ArchiveLayout.StatementName(1),
            Said(new Statement(StatementKind.Request, "ann", Day) { Request = new RequestOrder(Day) { Purge = new PurgePlan(Day, [asked], []) } }),
            default);

        await sink.UntilAsync(async () => (await CompactingSink.FilesAsync(_store)).Count == 2, "the originals to go");

        var compacted = Assert.Single(await CompactionsAsync());
        Assert.Equal(3, compacted.Removes!.Count);
        Assert.Equal([asked.Path, compacted.Files[0].Path], await CompactingSink.FilesAsync(_store), Same);
        Assert.Equal(before, await IdsAsync());
    }

    [Fact]
    public async Task Whoever_asks_meanwhile_gets_every_row_once()
    {
        using var sink = await OpenAsync(new CompactionSettings { OriginalsStay = TimeSpan.Zero });
        await sink.FillAsync(3);
        using var done = new CancellationTokenSource();
        var asked = Task.Run(async () =>
        {
            var answers = new List<long>();
            while (!done.IsCancellationRequested)
                answers.Add((await AccessHistory.QueryAsync(new AccessQuery { Archive = _archive.Path, Topic = ["payments"] }, CancellationToken.None)).Matching);
            return answers;
        });

        await sink.UntilAsync(async () => (await CompactingSink.FilesAsync(_store)).Count == 1, "the originals to go");
        await done.CancelAsync();

        Assert.All(await asked, answer => Assert.Equal(60, answer));
    }

    public void Dispose()
    {
        _store.Dispose();
        _archive.Dispose();
    }

    private static DateTimeOffset Day { get; } = new(Sample.Noon.Date, TimeSpan.Zero);

    /// <summary>By a person whose key no sink knows.</summary>
    private static byte[] Said(Statement statement)
    {
        using var key = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        return SignedStatement.Sign(CompactingSink.Origin, 0, SignedStatement.NoneBefore, statement, key).Bytes.ToArray();
    }

    private static IEqualityComparer<IEnumerable<string>> Same { get; } = EqualityComparer<IEnumerable<string>>.Create(
        (a, b) => a!.Order(StringComparer.Ordinal).SequenceEqual(b!.Order(StringComparer.Ordinal)), _ => 0);

    private Task<CompactingSink> OpenAsync(CompactionSettings? settings = null) => CompactingSink.OpenAsync(_store, _pem, _time, settings);

    // What is done beside the loop has time to be done, were it to be done.
    private async Task TurnAsync(CompactingSink sink, int turns)
    {
        for (var i = 0; i < turns; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await sink.TurnAsync();
            await Task.Delay(50);
        }
    }

    private async Task<IReadOnlyList<string>> IdsAsync() =>
        [.. (await AccessHistory.QueryAsync(new AccessQuery { Archive = _archive.Path, Topic = ["payments"], Limit = 9999 }, CancellationToken.None)).Rows.Select(row => row.EventId).Order(StringComparer.Ordinal)];

    private async Task<IReadOnlyList<ManifestEntry>> CompactionsAsync() => [.. (await CompactingSink.EntriesAsync(_store)).Where(entry => entry.Kind == EntryKind.Compaction)];

    private string[] Scratch() => [.. Directory.GetFiles(Path.Combine(_archive.Path, "_writing"), "compact-*", SearchOption.AllDirectories)];

    private async Task VouchedAsync(long rows, long files)
    {
        var report = await CompactingSink.VerifyAsync(_store, _pem);
        Assert.True(report.IsSound, string.Join(" | ", report.Findings.Select(finding => finding.Message)));
        Assert.Equal((rows, files), (report.Rows, report.Files));
    }
}
