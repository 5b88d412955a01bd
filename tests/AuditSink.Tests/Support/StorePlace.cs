using Compliance.Harness;
using Compliance.Store;
using Compliance.Store.Folder;
using Compliance.Store.S3;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>An empty place for an archive, of either kind, at which a test may open several stores, as several sinks do.</summary>
internal sealed class StorePlace : IDisposable
{
    private readonly TempFolder? _folder;
    private readonly TestBucket? _bucket;
    private readonly List<IArchiveStore> _open = [];

    private StorePlace(TempFolder? folder, TestBucket? bucket) => (_folder, _bucket) = (folder, bucket);

    /// <param name="kind"><c>folder</c> or <c>s3</c>.</param>
    public static async Task<StorePlace> MakeAsync(string kind) => kind == "s3" ? new(null, await TestBucket.MakeAsync()) : new(new TempFolder("store"), null);

    public IArchiveStore Open()
    {
        IArchiveStore store = _bucket is not null ? new S3Store(_bucket.Settings, TimeProvider.System) : new FolderStore(_folder!.Path, TimeProvider.System);
        _open.Add(store);
        return store;
    }

    public void Dispose()
    {
        _open.ForEach(store => store.Dispose());
        _folder?.Dispose();
        _bucket?.Dispose();
    }
}
