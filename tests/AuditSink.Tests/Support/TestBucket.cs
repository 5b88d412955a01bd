using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Compliance.Harness;
using Compliance.Store.S3;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>A bucket with object lock of a test's own on the real server, and what the test asks it for past the product.</summary>
internal sealed class TestBucket : IDisposable
{
    private readonly TempFolder _work = new("s3-work");

    private TestBucket(S3Server server, string name)
    {
        Settings = new S3Settings
        {
            Bucket = name,
            Prefix = "audit/",
            Endpoint = server.Url,
            Credentials = new S3Credentials(server.AccessKey, server.SecretKey),
            Work = _work.Path,
        };
        Client = new AmazonS3Client(new BasicAWSCredentials(server.AccessKey, server.SecretKey), new AmazonS3Config
        {
            ServiceURL = server.Url.AbsoluteUri,
            ForcePathStyle = true,
            AuthenticationRegion = Settings.Region,
        });
    }

    public S3Settings Settings { get; }
    public AmazonS3Client Client { get; }

    /// <summary>Folder of this machine for files on their way.</summary>
    public string Work => _work.Path;

    public static async Task<TestBucket> MakeAsync(bool isLocked = true)
    {
        var bucket = new TestBucket(await S3Server.GetAsync(), $"audit-{Guid.NewGuid().ToString("N")[..8]}");
        await bucket.Client.PutBucketAsync(new PutBucketRequest { BucketName = bucket.Settings.Bucket, ObjectLockEnabledForBucket = isLocked });
        return bucket;
    }

    /// <summary>Keys below the prefix, without it, in their order.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(string below = "")
    {
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = Settings.Bucket, Prefix = Settings.Prefix + below };
        for (ListObjectsV2Response? page = null; page is null || page.NextContinuationToken is not null;)
        {
            page = await Client.ListObjectsV2Async(request);
            keys.AddRange((page.S3Objects ?? []).Select(found => found.Key[Settings.Prefix.Length..]));
            request.ContinuationToken = page.NextContinuationToken;
        }

        return keys;
    }

    /// <summary>Removes an object with all its versions for good, as the server lets one.</summary>
    public async Task DeleteVersionsAsync(string name)
    {
        var versions = await Client.ListVersionsAsync(Settings.Bucket, Settings.Prefix + name);
        foreach (var version in versions.Versions)
            await Client.DeleteObjectAsync(Settings.Bucket, version.Key, version.VersionId);
    }

    public void Dispose()
    {
        Client.Dispose();
        _work.Dispose();
    }
}
