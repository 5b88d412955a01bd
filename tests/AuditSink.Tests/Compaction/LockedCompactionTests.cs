using Amazon.S3;
using Compliance.AuditSink.Tests.Support;
using Compliance.Signing;
using Compliance.Store.S3;
using Xunit;

namespace Compliance.AuditSink.Tests.Compaction;

/// <summary>Compaction in a bucket whose objects are locked when they are put: the real server with object lock.</summary>
public sealed class LockedCompactionTests
{
    private const int Days = 30;

    [Fact]
    public async Task Originals_go_behind_a_marker_and_their_bytes_stay_until_their_date()
    {
        using var bucket = await TestBucket.MakeAsync();
        var settings = bucket.Settings with { Retention = new S3Retention(S3RetentionMode.Compliance, Days) };
        using var store = new S3Store(settings, TimeProvider.System);
        var pem = PemKeys.Create(SignatureKind.Ed25519);
        using var sink = await CompactingSink.OpenAsync(store, pem, CompactingSink.NewTime());
        var earliest = DateTime.UtcNow;
        await sink.FillAsync(3);
        var originals = await LockedAsync(bucket, await CompactingSink.FilesAsync(store), earliest);
        Assert.Equal(3, originals.Count);

        await sink.UntilCompactedAsync(store);
        await sink.UntilAsync(async () => (await CompactingSink.FilesAsync(store)).Count == 1, "the originals to go");

        // then every row is there once, and vouched for
        var report = await CompactingSink.VerifyAsync(store, pem);
        Assert.True(report.IsSound, string.Join(" | ", report.Findings.Select(finding => finding.Message)));
        Assert.Equal((60L, 1L), (report.Rows, report.Files));

        // and nobody takes the originals' bytes, or the compacted file's, before their date
        foreach (var (name, version) in originals.Concat(await LockedAsync(bucket, await CompactingSink.FilesAsync(store), earliest)))
        {
            await Assert.ThrowsAsync<AmazonS3Exception>(() => bucket.Client.DeleteObjectAsync(settings.Bucket, settings.Prefix + name, version));
            await Assert.ThrowsAnyAsync<IOException>(() => store.PurgeAsync(name, default));
            Assert.Equal(version, Assert.Single((await bucket.Client.ListVersionsAsync(settings.Bucket, settings.Prefix + name)).Versions, found => found.IsDeleteMarker != true).VersionId);
        }
    }

    // The version of each object, which is locked for as long as the settings say.
    private static async Task<IReadOnlyDictionary<string, string>> LockedAsync(TestBucket bucket, IEnumerable<string> names, DateTime since)
    {
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var found = await bucket.Client.GetObjectMetadataAsync(bucket.Settings.Bucket, bucket.Settings.Prefix + name);
            Assert.Equal("COMPLIANCE", found.ObjectLockMode.Value);
            Assert.True(found.ObjectLockRetainUntilDate!.Value.ToUniversalTime() >= since.AddDays(Days).AddMinutes(-1), $"{name} is locked until {found.ObjectLockRetainUntilDate:u}.");
            versions.Add(name, found.VersionId);
        }

        return versions;
    }
}
