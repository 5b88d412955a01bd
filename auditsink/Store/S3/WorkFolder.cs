using Compliance.Events.Archive;

namespace Compliance.Store.S3;

/// <summary>
/// This process's own folder for files on their way into a bucket; made when first asked for, gone with Dispose. A lock in it says that
/// its process lives: the folders of those that were killed are cleared away by the next.
/// </summary>
internal sealed class WorkFolder(string root) : IDisposable
{
    private const string LockName = "lock";
    private readonly Lock _gate = new();
    private readonly string _own = Path.Combine(root, Guid.NewGuid().ToString("N"));
    private FileStream? _lock;

    public string Of(string topic, int partition)
    {
        lock (_gate)
        {
            if (_lock is null)
            {
                Directory.CreateDirectory(_own);
                _lock = new FileStream(Path.Combine(_own, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
                ClearOthers();
            }
        }

        return Directory.CreateDirectory(Path.Combine(_own, ArchiveLayout.PartitionName(topic, partition))).FullName;
    }

    public void Clear(RangeId range)
    {
        var folder = Path.Combine(_own, ArchiveLayout.PartitionName(range.Topic, range.Partition));
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.GetFiles(folder, ArchiveLayout.WritingName(range) + "-*"))
            File.Delete(path);
    }

    public void Dispose()
    {
        if (_lock is null)
            return;
        _lock.Dispose();
        Directory.Delete(_own, recursive: true);
    }

    private void ClearOthers()
    {
        foreach (var folder in Directory.GetDirectories(root))
        {
            if (folder != _own && IsDead(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    // One without a lock is just being made, or is not ours.
    private static bool IsDead(string folder)
    {
        var path = Path.Combine(folder, LockName);
        if (!File.Exists(path))
            return false;
        try
        {
            using var _ = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
