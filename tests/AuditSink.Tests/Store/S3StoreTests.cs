using System.Security.Cryptography;
using Amazon.S3;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Compliance.Harness;
using Compliance.Store;
using Compliance.Store.S3;
using Xunit;

namespace Compliance.AuditSink.Tests.Store;

/// <summary>What only a bucket does.</summary>
public sealed class S3StoreTests
{
    private const string Writer = "writer";
    private static readonly RangeId Range = new("audit", 0, 0, Writer);

    [Theory]
    [InlineData(S3RetentionMode.Governance, "GOVERNANCE")]
    [InlineData(S3RetentionMode.Compliance, "COMPLIANCE")]
    public async Task Evidence_is_locked_as_it_is_written_and_nothing_else_is(S3RetentionMode mode, string name)
    {
        using var bucket = await TestBucket.MakeAsync();
        using var store = new S3Store(bucket.Settings with { Retention = new S3Retention(mode, 30) }, TimeProvider.System);
        var entry = await StageAsync(store, 1000);
        await store.CreateAsync("entry", new byte[] { 1 }, default);
        await store.ReplaceAsync("_search/cursor", new byte[] { 1 }, default);

        foreach (var locked in new[] { "entry", entry.Files[0].Path })
        {
            var found = await bucket.Client.GetObjectMetadataAsync(bucket.Settings.Bucket, bucket.Settings.Prefix + locked);
            Assert.Equal(name, found.ObjectLockMode.Value);
            Assert.InRange(found.ObjectLockRetainUntilDate!.Value.ToUniversalTime(), DateTime.UtcNow.AddDays(29), DateTime.UtcNow.AddDays(31));
            await Assert.ThrowsAsync<AmazonS3Exception>(() => bucket.DeleteVersionsAsync(locked));
        }

        await bucket.DeleteVersionsAsync("_search/cursor");
    }

    [Fact]
    public async Task A_clock_that_is_set_back_lets_go_of_nothing_early()
    {
        using var bucket = await TestBucket.MakeAsync();
        var clock = new SettableClock(TimeProvider.System);
        using var store = new S3Store(bucket.Settings with { Retention = new S3Retention(S3RetentionMode.Governance, 30) }, clock);
        clock.Set(clock.GetUtcNow().AddDays(-10));

        await store.CreateAsync("entry", new byte[] { 1 }, default);

        var found = await bucket.Client.GetObjectMetadataAsync(bucket.Settings.Bucket, bucket.Settings.Prefix + "entry");
        Assert.InRange(found.ObjectLockRetainUntilDate!.Value.ToUniversalTime(), DateTime.UtcNow.AddDays(29), DateTime.UtcNow.AddDays(31));
    }

    [Fact]
    public async Task A_purge_removes_all_versions_for_good_and_not_what_is_held_or_locked()
    {
        using var bucket = await TestBucket.MakeAsync();
        using var store = new S3Store(bucket.Settings, TimeProvider.System);
        await store.ReplaceAsync("a", new byte[] { 1 }, default);
        await store.ReplaceAsync("a", new byte[] { 2 }, default);
        await store.ReplaceAsync("ab", new byte[] { 3 }, default);
        await store.DeleteAsync("a", default);

        Assert.True(await store.HoldAsync("ab", true, default));
        Assert.Equal(new ObjectLock(null, true), await store.LockAsync("ab", default));
        await Assert.ThrowsAsync<IOException>(() => store.PurgeAsync("ab", default));
        await store.PurgeAsync("a", default);
        await store.PurgeAsync("a", default);

        var left = (await bucket.Client.ListVersionsAsync(bucket.Settings.Bucket, bucket.Settings.Prefix)).Versions;
        Assert.Equal([bucket.Settings.Prefix + "ab"], left.Select(version => version.Key));
        Assert.Null(await store.LockAsync("a", default));
        Assert.False(await store.HoldAsync("a", true, default));
        Assert.True(await store.HoldAsync("ab", false, default));
        await store.PurgeAsync("ab", default);
        Assert.Empty(await bucket.KeysAsync());
    }

    [Fact]
    public async Task A_bucket_without_object_lock_says_that_it_offers_no_holds()
    {
        using var bucket = await TestBucket.MakeAsync(isLocked: false);
        using var store = new S3Store(bucket.Settings, TimeProvider.System);
        await store.CreateAsync("a", new byte[] { 1 }, default);

        Assert.False(await store.HoldAsync("a", true, default));
        await store.PurgeAsync("a", default);
        Assert.Empty(await bucket.KeysAsync());
    }

    [Theory]
    [InlineData(S3Upload.PartBytes)]
    [InlineData((2 * S3Upload.PartBytes) + 12345)]
    public async Task A_large_file_goes_up_whole_and_is_not_replaced(int bytes)
    {
        using var bucket = await TestBucket.MakeAsync();
        using var store = new S3Store(bucket.Settings with { Retention = new S3Retention(S3RetentionMode.Governance, 1) }, TimeProvider.System);
        var entry = await StageAsync(store, bytes);

        // when it is staged once more with something else in it
        var first = await HashAsync(store, entry);
        await StageAsync(store, bytes);

        Assert.Equal(entry.Files[0].Sha256, first);
        Assert.Equal(first, await HashAsync(store, entry));
        Assert.Empty((await bucket.Client.ListMultipartUploadsAsync(bucket.Settings.Bucket)).MultipartUploads ?? []);
        var found = await bucket.Client.GetObjectMetadataAsync(bucket.Settings.Bucket, bucket.Settings.Prefix + entry.Files[0].Path);
        Assert.Equal(ObjectLockMode.Governance, found.ObjectLockMode);
    }

    [Fact]
    public async Task A_placed_range_leaves_nothing_on_this_machine_and_no_note()
    {
        using var bucket = await TestBucket.MakeAsync();
        using (var store = new S3Store(bucket.Settings, TimeProvider.System))
        {
            var entry = await StageAsync(store, 1000);
            Assert.Equal(["_writing/audit-0/000000000000-writer"], await bucket.KeysAsync("_writing/"));

            await store.Ranges.PlaceAsync(entry, default);

            Assert.Empty(await bucket.KeysAsync("_writing/"));
            Assert.Empty(Directory.GetFiles(bucket.Work, "*.parquet", SearchOption.AllDirectories));
        }

        Assert.Empty(Directory.GetDirectories(bucket.Work));
    }

    [Fact]
    public async Task The_work_folder_of_a_process_that_is_gone_is_cleared_away_and_that_of_a_living_one_is_not()
    {
        using var bucket = await TestBucket.MakeAsync();
        using var living = new S3Store(bucket.Settings, TimeProvider.System);
        var used = living.Ranges.WorkFolder("audit", 0);
        var dead = Directory.CreateDirectory(Path.Combine(bucket.Work, "dead")).FullName;
        File.WriteAllText(Path.Combine(dead, "lock"), "");
        var foreign = Directory.CreateDirectory(Path.Combine(bucket.Work, "foreign")).FullName;

        using var next = new S3Store(bucket.Settings, TimeProvider.System);
        next.Ranges.WorkFolder("audit", 0);

        Assert.Equal((true, false, true), (Directory.Exists(used), Directory.Exists(dead), Directory.Exists(foreign)));
    }

    [Fact]
    public async Task A_refusal_is_said_without_the_secret_and_a_store_that_is_away_is_told_from_it()
    {
        using var bucket = await TestBucket.MakeAsync();
        using var wrong = new S3Store(bucket.Settings with { Credentials = new S3Credentials("tester", "a-wrong-secret") }, TimeProvider.System);
        using var away = new S3Store(bucket.Settings with { Endpoint = new Uri($"http://127.0.0.1:{FreePort.Next()}") }, TimeProvider.System);
        using var absent = new S3Store(bucket.Settings with { Bucket = "no-such-bucket" }, TimeProvider.System);

        foreach (var store in new[] { wrong, absent })
        {
            var refusal = await Assert.ThrowsAsync<IOException>(() => store.CreateAsync("a", new byte[] { 1 }, default));
            Assert.Contains("the store answers 40", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("a-wrong-secret", refusal.ToString(), StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<StoreAwayException>(() => away.CreateAsync("a", new byte[] { 1 }, default));
    }

    // Random bytes: what a file holds is nothing to the store.
    private static async Task<ManifestEntry> StageAsync(S3Store store, int bytes)
    {
        var content = RandomNumberGenerator.GetBytes(bytes);
        var path = Path.Combine(store.Ranges.WorkFolder("audit", 0), ArchiveLayout.WritingName(Range, Sample.Noon));
        await File.WriteAllBytesAsync(path, content);
        var file = new ArchiveFile("date=2026-11-25/hour=12/a.parquet", 1, bytes, Convert.ToHexStringLower(SHA256.HashData(content)), Sample.Micros(Sample.Noon), Sample.Micros(Sample.Noon));
        var entry = new ManifestEntry(0, "audit", 0, 0, 9, 1, [file], [], Writer);
        await store.Ranges.StageAsync(entry, default);
        return entry;
    }

    private static async Task<string> HashAsync(S3Store store, ManifestEntry entry)
    {
        using var folder = new TempFolder("fetch");
        var path = await store.Ranges.FetchAsync(entry, entry.Files[0], folder.Combine("copy"), default);
        return Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path!)));
    }
}
