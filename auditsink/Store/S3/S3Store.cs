using System.Runtime.CompilerServices;

namespace Compliance.Store.S3;

/// <summary>
/// An archive in a bucket. <c>If-None-Match: *</c> makes exactly one of several creators win. A request whose answer was lost is sent again
/// and then meets itself: so the same content under the name counts as created.
/// </summary>
public sealed class S3Store : IArchiveStore
{
    private readonly S3Bucket _bucket;
    private readonly S3Ranges _ranges;
    private readonly S3Locks _locks;

    public S3Store(S3Settings settings, TimeProvider time)
    {
        Address = settings.Address;
        Retention = TimeSpan.FromDays(settings.Retention?.Days ?? 0);
        _bucket = new S3Bucket(settings, time);
        _locks = new S3Locks(_bucket);
        _ranges = new S3Ranges(this, _bucket, new WorkFolder(settings.Work));
    }

    public string Address { get; }

    public TimeSpan Retention { get; }

    public IRangeFiles Ranges => _ranges;

    public async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        using var stream = Stream(content);
        return await _bucket.TryPutAsync(name, stream, stop) || (await ReadAsync(name, stop)).AsSpan().SequenceEqual(content.Span);
    }

    public async Task ReplaceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        using var stream = Stream(content);
        await _bucket.PutAsync(name, stream, stop);
    }

    public async Task<byte[]?> ReadAsync(string name, CancellationToken stop)
    {
        using var response = await _bucket.GetAsync(name, stop);
        if (response is null)
            return null;
        using var memory = new MemoryStream();
        await response.ResponseStream.CopyToAsync(memory, stop);
        return memory.ToArray();
    }

    public async IAsyncEnumerable<string> ListAsync(string folder, string? after, [EnumeratorCancellation] CancellationToken stop)
    {
        string? token = null;
        do
        {
            var page = await _bucket.ListAsync(folder, after, token, isFlat: false, stop);
            foreach (var found in page.S3Objects ?? [])
                yield return _bucket.NameOf(found.Key);
            token = page.NextContinuationToken;
        }
        while (token is not null);
    }

    public async IAsyncEnumerable<string> FoldersAsync(string folder, [EnumeratorCancellation] CancellationToken stop)
    {
        string? token = null;
        do
        {
            var page = await _bucket.ListAsync(folder, null, token, isFlat: true, stop);
            foreach (var key in page.CommonPrefixes ?? [])
                yield return _bucket.NameOf(key);
            token = page.NextContinuationToken;
        }
        while (token is not null);
    }

    public Task DeleteAsync(string name, CancellationToken stop) => _bucket.DeleteAsync(name, stop);

    public Task<ObjectLock?> LockAsync(string name, CancellationToken stop) => _locks.ReadAsync(name, stop);

    public Task<bool> HoldAsync(string name, bool on, CancellationToken stop) => _locks.HoldAsync(name, on, stop);

    public Task PurgeAsync(string name, CancellationToken stop) => _locks.PurgeAsync(name, stop);

    public void Dispose()
    {
        _ranges.Dispose();
        _bucket.Dispose();
    }

    private static MemoryStream Stream(ReadOnlyMemory<byte> content) => new(content.ToArray(), writable: false);
}
