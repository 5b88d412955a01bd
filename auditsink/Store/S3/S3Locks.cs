using Amazon.S3;

namespace Compliance.Store.S3;

/// <summary>Locks of single objects in a bucket: retention dates, legal holds, and removal for good. Stateless; any thread.</summary>
internal sealed class S3Locks(S3Bucket bucket)
{
    // What servers say of a bucket that was made without object lock.
    private static readonly string[] NoLocks = ["InvalidRequest", "ObjectLockConfigurationNotFoundError", "InvalidBucketObjectLockConfiguration", "NotImplemented", "MethodNotAllowed"];

    public async Task<ObjectLock?> ReadAsync(string name, CancellationToken stop)
    {
        if (await bucket.HeadAsync(name, stop) is not { } found)
            return null;
        var until = found.ObjectLockRetainUntilDate is { } date && found.ObjectLockMode is not null ? new DateTimeOffset(date.ToUniversalTime()) : (DateTimeOffset?)null;
        return new ObjectLock(until, found.ObjectLockLegalHoldStatus == ObjectLockLegalHoldStatus.On);
    }

    public async Task<bool> HoldAsync(string name, bool on, CancellationToken stop)
    {
        if (await bucket.HeadAsync(name, stop) is null)
            return false;
        try
        {
            await bucket.HoldAsync(name, on, stop);
            return true;
        }
        catch (IOException e) when (e.InnerException is AmazonS3Exception fault && NoLocks.Contains(fault.ErrorCode))
        {
            return false;
        }
    }

    // The oldest first: until the last step the object is what it was.
    public async Task PurgeAsync(string name, CancellationToken stop)
    {
        foreach (var version in await bucket.VersionsAsync(name, stop))
            await bucket.DeleteVersionAsync(name, version, stop);
    }
}
