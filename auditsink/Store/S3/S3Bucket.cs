using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Compliance.Events;

namespace Compliance.Store.S3;

/// <summary>
/// The bucket as requests: conditional puts, retention, and faults told apart. Bounded: each try takes a minute at most, each call a few
/// tries. Thread-safe.
/// </summary>
internal sealed class S3Bucket(S3Settings settings, TimeProvider time) : IDisposable
{
    private readonly ClockWatch _clock = new(time);
    private const string IfAbsent = "*";
    private readonly AmazonS3Client _client = NewClient(settings);

    public string KeyOf(string name) => settings.Prefix + name;

    public string NameOf(string key) => key[settings.Prefix.Length..];

    /// <summary>False: the name is taken.</summary>
    public Task<bool> TryPutAsync(string name, Stream content, CancellationToken stop)
    {
        var request = new PutObjectRequest { BucketName = settings.Bucket, Key = KeyOf(name), InputStream = content, IfNoneMatch = IfAbsent, AutoCloseStream = false };
        if (settings.Retention is { } retention)
            (request.ObjectLockMode, request.ObjectLockRetainUntilDate) = (ModeOf(retention), Until(retention));
        return IfFreeAsync(name, () => _client.PutObjectAsync(request, stop), stop);
    }

    public Task PutAsync(string name, Stream content, CancellationToken stop) => CallAsync(
        name, () => _client.PutObjectAsync(new PutObjectRequest { BucketName = settings.Bucket, Key = KeyOf(name), InputStream = content }, stop), stop);

    public async Task<string> StartUploadAsync(string name, CancellationToken stop)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = settings.Bucket, Key = KeyOf(name) };
        if (settings.Retention is { } retention)
            (request.ObjectLockMode, request.ObjectLockRetainUntilDate) = (ModeOf(retention), Until(retention));
        return (await CallAsync(name, () => _client.InitiateMultipartUploadAsync(request, stop), stop)).UploadId;
    }

    public async Task<PartETag> UploadPartAsync(string name, string upload, int number, string file, long from, long length, CancellationToken stop)
    {
        var request = new UploadPartRequest
        {
            BucketName = settings.Bucket,
            Key = KeyOf(name),
            UploadId = upload,
            PartNumber = number,
            FilePath = file,
            FilePosition = from,
            PartSize = length,
        };
        return new PartETag(await CallAsync(name, () => _client.UploadPartAsync(request, stop), stop));
    }

    /// <summary>False: the name is taken.</summary>
    public Task<bool> TryCompleteAsync(string name, string upload, List<PartETag> parts, CancellationToken stop)
    {
        var request = new CompleteMultipartUploadRequest { BucketName = settings.Bucket, Key = KeyOf(name), UploadId = upload, PartETags = parts, IfNoneMatch = IfAbsent };
        return IfFreeAsync(name, () => _client.CompleteMultipartUploadAsync(request, stop), stop);
    }

    public Task AbortAsync(string name, string upload, CancellationToken stop) =>
        CallAsync(name, () => _client.AbortMultipartUploadAsync(settings.Bucket, KeyOf(name), upload, stop), stop);

    /// <summary>Null: there is none of that name. To be disposed of.</summary>
    public async Task<GetObjectResponse?> GetAsync(string name, CancellationToken stop) =>
        await IfThereAsync(name, () => _client.GetObjectAsync(settings.Bucket, KeyOf(name), stop), stop);

    /// <summary>Of an object; null: there is none of that name.</summary>
    public async Task<long?> LengthAsync(string name, CancellationToken stop) => (await HeadAsync(name, stop))?.ContentLength;

    /// <summary>Null: there is none of that name.</summary>
    public Task<GetObjectMetadataResponse?> HeadAsync(string name, CancellationToken stop) =>
        IfThereAsync(name, () => _client.GetObjectMetadataAsync(settings.Bucket, KeyOf(name), stop), stop);

    public Task HoldAsync(string name, bool on, CancellationToken stop)
    {
        var request = new PutObjectLegalHoldRequest
        {
            BucketName = settings.Bucket,
            Key = KeyOf(name),
            LegalHold = new ObjectLockLegalHold { Status = on ? ObjectLockLegalHoldStatus.On : ObjectLockLegalHoldStatus.Off },
        };
        return CallAsync(name, () => _client.PutObjectLegalHoldAsync(request, stop), stop);
    }

    /// <summary>Ids of all that was ever put there under that name, delete markers too, oldest first.</summary>
    public async Task<IReadOnlyList<string>> VersionsAsync(string name, CancellationToken stop)
    {
        var request = new ListVersionsRequest { BucketName = settings.Bucket, Prefix = KeyOf(name) };
        var versions = new List<string>();
        while (true)
        {
            var page = await CallAsync(name, () => _client.ListVersionsAsync(request, stop), stop);
            versions.AddRange((page.Versions ?? []).Where(version => version.Key == request.Prefix).Select(version => version.VersionId));
            if (page.IsTruncated != true)
                break;
            (request.KeyMarker, request.VersionIdMarker) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }

        versions.Reverse();
        return versions;
    }

    public Task DeleteVersionAsync(string name, string version, CancellationToken stop) =>
        CallAsync(name, () => _client.DeleteObjectAsync(settings.Bucket, KeyOf(name), version, stop), stop);

    public Task<ListObjectsV2Response> ListAsync(string folder, string? after, string? token, bool isFlat, CancellationToken stop)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = settings.Bucket,
            Prefix = KeyOf(folder),
            StartAfter = after is null ? null : KeyOf(after),
            ContinuationToken = token,
            Delimiter = isFlat ? "/" : null,
        };
        return CallAsync(folder, () => _client.ListObjectsV2Async(request, stop), stop);
    }

    public Task DeleteAsync(string name, CancellationToken stop) =>
        CallAsync(name, () => _client.DeleteObjectAsync(settings.Bucket, KeyOf(name), stop), stop);

    public void Dispose() => _client.Dispose();

    private async Task<bool> IfFreeAsync<T>(string name, Func<Task<T>> call, CancellationToken stop)
    {
        try
        {
            await CallAsync(name, call, stop);
            return true;
        }
        catch (IOException e) when (e.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.PreconditionFailed })
        {
            return false;
        }
    }

    private async Task<T?> IfThereAsync<T>(string name, Func<Task<T>> call, CancellationToken stop)
        where T : class
    {
        try
        {
            return await CallAsync(name, call, stop);
        }
        catch (IOException e) when (e.InnerException is AmazonS3Exception { ErrorCode: "NoSuchKey" or "NotFound" })
        {
            return null;
        }
    }

    // A fault with a name is an answer; anything else may be over at the next try, also a conflict, with which the server asks one of two
    // who create the same name at the same moment to look again. Messages have the server's code, never its text.
    private async Task<T> CallAsync<T>(string name, Func<Task<T>> call, CancellationToken stop)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException e) when (e.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
            and not HttpStatusCode.RequestTimeout and not HttpStatusCode.Conflict and not HttpStatusCode.TooManyRequests)
        {
            throw new IOException($"{settings.Address}{name}: the store answers {(int)e.StatusCode} ({e.ErrorCode}). See to the bucket's name, its object lock and the rights of these credentials.", e);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException)
        {
            throw new StoreAwayException($"{settings.Address}{name}: the store did not answer, or cannot at the moment ({(e as AmazonServiceException)?.ErrorCode ?? e.GetType().Name}).", e);
        }
    }

    // A clock that was set back must not let go of anything early.
    private DateTime Until(S3Retention retention) => _clock.Latest.UtcDateTime.AddDays(retention.Days);

    private static ObjectLockMode ModeOf(S3Retention retention) =>
        retention.Mode == S3RetentionMode.Compliance ? ObjectLockMode.Compliance : ObjectLockMode.Governance;

    private static AmazonS3Client NewClient(S3Settings settings)
    {
        var config = new AmazonS3Config { Timeout = TimeSpan.FromMinutes(1), MaxErrorRetry = 3, RetryMode = RequestRetryMode.Standard };
        if (settings.Endpoint is { } endpoint)
            (config.ServiceURL, config.ForcePathStyle, config.AuthenticationRegion) = (endpoint.AbsoluteUri, true, settings.Region);
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        return settings.Credentials is { } credentials
            ? new AmazonS3Client(new BasicAWSCredentials(credentials.AccessKey, credentials.SecretKey), config)
            : new AmazonS3Client(config);
    }
}
