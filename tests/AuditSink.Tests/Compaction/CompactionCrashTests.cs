using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Compliance.Signing;
using Compliance.Store;
using Compliance.Store.Entries;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.AuditSink.Tests.Compaction;

/// <summary>A compaction cut off at each of its steps, and two sinks at the same hour, in a folder and in a bucket.</summary>
public sealed class CompactionCrashTests : IDisposable
{
    private readonly FakeTimeProvider _time = CompactingSink.NewTime();
    private readonly string _pem = PemKeys.Create(SignatureKind.Ed25519);
    private StorePlace? _place;

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task Cut_off_before_the_entry_it_is_done_again_and_nothing_is_left_over(string kind)
    {
        var store = await MakeAsync(kind);
        var entries = 0;
        var dying = new FaultyStore(store) { BeforeCreate = name => name.EndsWith(".json", StringComparison.Ordinal) && ++entries > 3 };
        using (var sink = await OpenAsync(dying))
        {
            await sink.FillAsync(3);
            await sink.UntilAsync(() => Task.FromResult(entries > 3), "the entry");
        }

        await FinishAsync(store, kind);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task Cut_off_when_the_entry_was_written_and_nobody_was_told_it_is_gone_on_with(string kind)
    {
        var store = await MakeAsync(kind);
        var entries = 0;
        var dying = new FaultyStore(store) { AfterCreate = name => name.EndsWith(".json", StringComparison.Ordinal) && ++entries > 3 };
        using (var sink = await OpenAsync(dying))
        {
            await sink.FillAsync(3);
            await sink.UntilAsync(() => Task.FromResult(entries > 3), "the entry");
        }

        Assert.Equal(60, await RowsAsync(store));
        await FinishAsync(store, kind);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task Cut_off_while_the_originals_are_removed_the_next_removes_the_rest(string kind)
    {
        var store = await MakeAsync(kind);
        using (var sink = await OpenAsync(store))
        {
            await sink.FillAsync(3);
            await sink.UntilCompactedAsync(store);
            await sink.GiveBackAsync();
        }

        await store.DeleteAsync((await CompactingSink.EntriesAsync(store))[^1].Removes![1], default);
        Assert.Equal(60, await RowsAsync(store));

        await FinishAsync(store, kind);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task A_store_that_is_away_for_the_entry_is_waited_for(string kind)
    {
        var store = await MakeAsync(kind);
        var (entries, away) = (0, 0);
        var shaky = new FaultyStore(store) { BeforeCreate = name => name.EndsWith(".json", StringComparison.Ordinal) && ++entries > 3 && away++ < 3 };
        using (var sink = await OpenAsync(shaky))
        {
            await sink.FillAsync(3);
            await sink.UntilCompactedAsync(store);
            await sink.RollAsync(3);
            await sink.GiveBackAsync();
        }

        Assert.InRange(away, 4, int.MaxValue);
        Assert.Equal(81, await RowsAsync(store));
        Assert.True((await CompactingSink.VerifyAsync(store, _pem)).IsSound);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task Of_two_sinks_that_compact_the_same_hour_one_does(string kind)
    {
        var store = await MakeAsync(kind);
        var (entries, standsStill) = (0, true);
        var still = new FaultyStore(_place!.Open()) { BeforeCreate = name => name.EndsWith(".json", StringComparison.Ordinal) && ++entries > 3 && standsStill };
        using var sleeper = await OpenAsync(still);
        await sleeper.FillAsync(3);

        // given one that stands still when all but the entry is done, while another has taken the partition on and is as far
        await sleeper.UntilAsync(() => Task.FromResult(entries > 3), "the entry");
        using var owner = await OpenAsync(store);
        await owner.UntilCompactedAsync(store);

        // when the first wakes
        standsStill = false;
        var lost = await Assert.ThrowsAsync<OwnershipLostException>(sleeper.TurnAsync);

        Assert.Equal(3, lost.Ours.Number);
        await sleeper.GiveBackAsync();
        await owner.GiveBackAsync();
        await FinishAsync(store, kind);
    }

    public void Dispose() => _place?.Dispose();

    private async Task<IArchiveStore> MakeAsync(string kind)
    {
        _place = await StorePlace.MakeAsync(kind);
        return _place.Open();
    }

    private Task<CompactingSink> OpenAsync(IArchiveStore store) => CompactingSink.OpenAsync(store, _pem, _time, new CompactionSettings { OriginalsStay = TimeSpan.Zero });

    private static async Task<long> RowsAsync(IArchiveStore store) => (await LiveFiles.FindAsync(store, _ => true, default))!.Sum(item => item.File.Rows);

    // The next process goes on, and in the end there is what there would be had nothing happened.
    private async Task FinishAsync(IArchiveStore store, string kind)
    {
        using (var next = await OpenAsync(store))
        {
            await next.UntilAsync(async () => await CompactingSink.FilesAsync(store) is [_], "one file to stand for all");
            await next.RollAsync(3);
            await next.GiveBackAsync();
        }

        var live = (await LiveFiles.FindAsync(store, _ => true, default))!.Select(item => item.File.Path).Order(StringComparer.Ordinal).ToList();
        var report = await CompactingSink.VerifyAsync(store, _pem);
        Assert.True(report.IsSound, $"{kind}: {string.Join(" | ", report.Findings.Select(finding => finding.Message))}");
        // the rows of four ranges, and the one that tells of the compaction
        Assert.Equal(81, report.Rows);
        Assert.Equal(live, await CompactingSink.FilesAsync(store));
        Assert.Single(await CompactingSink.EntriesAsync(store), entry => entry.Kind == EntryKind.Compaction);
        Assert.Equal(0, await store.ListAsync("_writing/", null, default).CountAsync());
    }
}
