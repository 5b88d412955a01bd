using System.Text.Json;
using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Compliance.Harness;
using Compliance.Store;
using Compliance.Store.Entries;
using Compliance.Store.S3;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

/// <summary>The program <c>auditctl</c> over an archive in a bucket, and its cache.</summary>
public sealed class BucketQueryTests
{
    [Fact]
    public async Task A_bucket_is_asked_as_a_folder_is()
    {
        using var bucket = await ArchiveAsync();
        var address = $"s3://{bucket.Settings.Bucket}/audit?endpoint={bucket.Settings.Endpoint}";

        using var folder = new TempFolder("ctl");
        var config = folder.Write("ctl.yaml", "access: {unrecordedAllowed: true}");

        var answer = await RunAsync(bucket, "query", "--config", config, "--unrecorded", "--archive", address, "--json", "--topic", "payments");
        var refused = await RunAsync(null, "query", "--config", config, "--unrecorded", "--archive", address);
        var wrong = await RunAsync(null, "query", "--config", config, "--unrecorded", "--archive", "s3://key:hidden@bucket/x");
        var unrecorded = await RunAsync(bucket, "query", "--archive", address);

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        using var json = JsonDocument.Parse(answer.Output);
        Assert.Equal(40, json.RootElement.GetArrayLength());
        Assert.NotEqual(0, refused.ExitCode);
        Assert.NotEqual(0, wrong.ExitCode);
        Assert.Equal(1, unrecorded.ExitCode);
        Assert.Contains("A bucket keeps no record of its uses", unrecorded.Error, StringComparison.Ordinal);
        Assert.Contains("A bucket is written s3://BUCKET/PREFIX", wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_fetched_once_and_those_that_are_not_needed_make_room()
    {
        using var bucket = await ArchiveAsync();
        using var store = new S3Store(bucket.Settings, TimeProvider.System);
        using var folder = new TempFolder("cache");
        var files = await FilesAsync(store);
        var cache = new FileCache(folder.Path, files.Sum(item => item.File.Bytes) - 1);

        await cache.FetchAsync(store, files[..3], default);
        await cache.FetchAsync(store, files[1..], default);

        Assert.Equal(files[1..].Select(item => $"{item.File.Sha256}.parquet").Order(StringComparer.Ordinal), Names(folder));
        foreach (var item in files[1..])
            await bucket.DeleteVersionsAsync(item.File.Path);
        Assert.All(await cache.FetchAsync(store, files[1..], default), Assert.NotNull);
        await Assert.ThrowsAsync<InvalidDataException>(() => cache.FetchAsync(store, files, default));
    }

    [Fact]
    public async Task A_file_that_is_not_what_its_entry_says_is_no_answer()
    {
        using var bucket = await ArchiveAsync();
        using var store = new S3Store(bucket.Settings, TimeProvider.System);
        using var folder = new TempFolder("cache");
        var files = await FilesAsync(store);
        await store.ReplaceAsync(files[0].File.Path, new byte[] { 1, 2, 3 }, default);

        var e = await Assert.ThrowsAsync<InvalidDataException>(() => new FileCache(folder.Path, FileCache.UsualBytes).FetchAsync(store, files, default));

        Assert.Contains(files[0].File.Path, e.Message, StringComparison.Ordinal);
        Assert.Empty(Names(folder));
    }

    // Four ranges of ten events.
    private static async Task<TestBucket> ArchiveAsync()
    {
        var bucket = await TestBucket.MakeAsync();
        using var store = new S3Store(bucket.Settings, TimeProvider.System);
        using var archive = await PartitionArchive.OpenAsync(store, "audit", 0, new RollSettings(), TimeProvider.System, NullLogger.Instance, default);
        for (var i = 0; i < 4; i++)
        {
            archive.Take(i, 0, Sample.Batch((i * 10) + 1, (i * 10) + 10));
            await archive.RollAsync(default);
        }

        return bucket;
    }

    private static async Task<(ManifestEntry Entry, ArchiveFile File)[]> FilesAsync(IArchiveStore store) =>
        await ArchiveEntries.ReadAsync(store, default).Select(stored => (stored.Entry, stored.Entry.Files[0])).ToArrayAsync();

    private static string[] Names(TempFolder folder) => [.. Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static Task<ChildResult> RunAsync(TestBucket? bucket, params string[] arguments) => ChildProcess.RunAsync(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "auditctl.dll"), .. arguments],
        environment: new Dictionary<string, string?>
        {
            ["AWS_ACCESS_KEY_ID"] = bucket?.Settings.Credentials!.AccessKey ?? "nobody",
            ["AWS_SECRET_ACCESS_KEY"] = bucket?.Settings.Credentials!.SecretKey ?? "nothing",
            ["XDG_DATA_HOME"] = bucket?.Work,
        });
}
