using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Compliance.Store.Entries;
using Xunit;

namespace Compliance.AuditSink.Tests.Store;

public sealed class EntryLogTests
{
    [Theory]
    [InlineData("folder", 3)]
    [InlineData("folder", 256)]
    [InlineData("folder", 600)]
    [InlineData("s3", 3)]
    [InlineData("s3", 600)]
    public async Task Entries_are_read_back_as_they_were_written_with_bundles_and_without(string kind, int count)
    {
        using var place = await StorePlace.MakeAsync(kind);
        var store = place.Open();
        var log = new EntryLog(store, "audit", 3);
        var entries = Enumerable.Range(0, count).Select(number => Entry(number)).ToArray();
        await Parallel.ForEachAsync(entries, async (entry, stop) => Assert.True(await log.TryAppendAsync(entry, stop)));
        var plain = await ReadAsync(log, 0);

        await log.BundleAsync(default);

        Assert.Equal(entries.Select(ManifestJson.Write), plain.Select(stored => stored.Bytes.ToArray()));
        Assert.Equal(plain.Select(stored => stored.Name), (await ReadAsync(log, 0)).Select(stored => stored.Name));
        Assert.Equal(plain.Select(stored => stored.Bytes.ToArray()), (await ReadAsync(log, 0)).Select(stored => stored.Bytes.ToArray()));
        Assert.Equal(count - 2, (await ReadAsync(log, 2)).Count);
        Assert.Equal(count - 1, (await log.LastAsync(default))!.Entry.Number);
        Assert.Equal(count / 256, (await store.ListAsync("_manifest/audit-3/bundles/", null, default).ToListAsync()).Count);
        await log.BundleAsync(default);
    }

    [Fact]
    public async Task The_first_of_two_has_the_number()
    {
        using var place = await StorePlace.MakeAsync("folder");
        var log = new EntryLog(place.Open(), "audit", 0);

        Assert.True(await log.TryAppendAsync(Entry(0, 0), default));
        Assert.False(await log.TryAppendAsync(Entry(0, 0) with { Writer = "another" }, default));
        Assert.True(await log.TryAppendAsync(Entry(0, 0), default));

        Assert.Equal("writer", (await log.GetAsync(0, default))!.Entry.Writer);
        Assert.Null(await log.GetAsync(1, default));
    }

    [Fact]
    public async Task An_empty_log_has_nothing()
    {
        using var place = await StorePlace.MakeAsync("folder");
        var log = new EntryLog(place.Open(), "audit", 0);

        Assert.Null(await log.LastAsync(default));
        Assert.Empty(await ReadAsync(log, 0));
        await log.BundleAsync(default);
    }

    [Fact]
    public async Task An_entry_under_anothers_name_is_refused()
    {
        using var place = await StorePlace.MakeAsync("folder");
        var store = place.Open();
        await store.CreateAsync(ArchiveLayout.EntryName("audit", 0, 0), ManifestJson.Write(Entry(1, 0)), default);

        var e = await Assert.ThrowsAsync<InvalidDataException>(() => new EntryLog(store, "audit", 0).LastAsync(default));

        Assert.Contains("or is another's", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_bundle_is_named_and_may_be_removed()
    {
        using var place = await StorePlace.MakeAsync("folder");
        var store = place.Open();
        var log = new EntryLog(store, "audit", 3);
        for (var number = 0; number < 256; number++)
            await log.TryAppendAsync(Entry(number), default);
        await store.ReplaceAsync(ArchiveLayout.BundleName("audit", 3, 0), new byte[] { 1, 2, 3 }, default);

        var e = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(log, 0));
        Assert.Contains("000000000000.jsonl: this bundle", e.Message, StringComparison.Ordinal);

        await store.DeleteAsync(ArchiveLayout.BundleName("audit", 3, 0), default);
        Assert.Equal(256, (await ReadAsync(log, 0)).Count);
    }

    [Fact]
    public async Task All_logs_of_an_archive_are_found()
    {
        using var place = await StorePlace.MakeAsync("folder");
        var store = place.Open();
        foreach (var (topic, partition) in new[] { ("audit", 0), ("audit", 11), ("audit-0", 1) })
            await new EntryLog(store, topic, partition).TryAppendAsync(Entry(0, partition) with { Topic = topic }, default);

        var logs = await ArchiveEntries.LogsAsync(store, default).ToListAsync();

        Assert.Equal([("audit-0", 1), ("audit", 0), ("audit", 11)], logs.Select(log => (log.Topic, log.Partition)));
        Assert.Equal(3, (await ArchiveEntries.ReadAsync(store, default).ToListAsync()).Count);
    }

    private static async Task<List<StoredEntry>> ReadAsync(EntryLog log, long from) => await log.ReadAsync(from, default).ToListAsync();

    private static ManifestEntry Entry(long number, int partition = 3) => new(
        number, "audit", partition, number * 10, (number * 10) + 9, 10,
        [new ArchiveFile($"date=2026-11-25/hour=12/audit-{partition}-{number}.parquet", 10, 1000, new string('a', 64), 1, 2)],
        [new SequenceMark("proxy-1", 1000, number, [[1, 2]])], "writer");
}
