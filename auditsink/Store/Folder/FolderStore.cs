using System.Runtime.CompilerServices;

namespace Compliance.Store.Folder;

/// <summary>
/// An archive in a folder, of this machine or of a file system that several share. A new object is written beside, flushed, and given its
/// name by a hard link, which exactly one can do; then its folder is flushed. Nothing here keeps an administrator from changing files: what
/// holds against that is the ledger, or an object store with object lock.
/// </summary>
public sealed class FolderStore(string root, TimeProvider time) : IArchiveStore
{
    // A create takes milliseconds. What is older was left by a process that is gone.
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);
    private readonly string _root = System.IO.Path.GetFullPath(root);

    public string Address => root;

    public IRangeFiles Ranges { get; } = new FolderRanges(System.IO.Path.GetFullPath(root));

    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        var path = Path(name);
        var isOurs = Disk.TryName(Write(content), MakeRoom(path));
        Disk.SyncFolder(System.IO.Path.GetDirectoryName(path)!);
        return Task.FromResult(isOurs || content.Span.SequenceEqual(File.ReadAllBytes(path)));
    }

    public Task ReplaceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        var path = Path(name);
        File.Move(Write(content), MakeRoom(path), overwrite: true);
        Disk.SyncFolder(System.IO.Path.GetDirectoryName(path)!);
        return Task.CompletedTask;
    }

    public async Task<byte[]?> ReadAsync(string name, CancellationToken stop)
    {
        try
        {
            return await File.ReadAllBytesAsync(Path(name), stop);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public async IAsyncEnumerable<string> ListAsync(string folder, string? after, [EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        var path = Path(folder);
        if (!Directory.Exists(path))
            yield break;
        var names = Directory.GetFiles(path, "*", SearchOption.AllDirectories).Select(Name).ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        foreach (var name in names)
        {
            stop.ThrowIfCancellationRequested();
            if (string.CompareOrdinal(name, after) > 0)
                yield return name;
        }
    }

    public async IAsyncEnumerable<string> FoldersAsync(string folder, [EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        var path = Path(folder);
        if (!Directory.Exists(path))
            yield break;
        foreach (var name in Directory.GetDirectories(path).Select(inner => Name(inner) + '/').Order(StringComparer.Ordinal))
            yield return name;
    }

    public Task DeleteAsync(string name, CancellationToken stop)
    {
        var path = Path(name);
        if (File.Exists(path))
            File.Delete(path);
        return Task.CompletedTask;
    }

    // A folder locks nothing: what it says about a hold is that there is none.
    public Task<ObjectLock?> LockAsync(string name, CancellationToken stop) => Task.FromResult(File.Exists(Path(name)) ? new ObjectLock(null, false) : null);

    public Task<bool> HoldAsync(string name, bool on, CancellationToken stop) => Task.FromResult(false);

    public Task PurgeAsync(string name, CancellationToken stop)
    {
        var path = Path(name);
        if (File.Exists(path))
        {
            File.Delete(path);
            Disk.SyncFolder(System.IO.Path.GetDirectoryName(path)!);
        }

        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }

    private string Path(string name) => System.IO.Path.Combine(_root, name);

    private string Name(string path) => System.IO.Path.GetRelativePath(_root, path).Replace('\\', '/');

    // A name of its own, so that two processes never write into one another's.
    private string Write(ReadOnlyMemory<byte> content)
    {
        var folder = Path("_writing/new");
        Disk.MakeFolder(folder);
        ClearForgotten(folder);
        var path = System.IO.Path.Combine(folder, Guid.NewGuid().ToString("N"));
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            file.Write(content.Span);
            file.Flush(flushToDisk: true);
            return path;
        }
        catch (IOException)
        {
            // On a full disk, what came to nothing must not take room from what is tried next.
            File.Delete(path);
            throw;
        }
    }

    private static string MakeRoom(string path)
    {
        Disk.MakeFolder(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    private void ClearForgotten(string folder)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
        {
            if (time.GetUtcNow() - file.LastWriteTimeUtc > Forgotten)
                file.Delete();
        }
    }
}
