using Compliance.Events.Archive;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// Appends to the manifest of one partition, alone: the lock beside it keeps out every other process and every other writer of this one,
/// until Dispose. Not thread-safe. After an exception the file's end is unknown: dispose, open again, and read what is there.
/// </summary>
internal sealed class ManifestWriter : IDisposable
{
    private readonly FileStream _lock;
    private readonly FileStream _file;

    private ManifestWriter(FileStream @lock, FileStream file, ManifestEntry? last) => (_lock, _file, Last) = (@lock, file, last);

    /// <summary>The last entry when it was opened; null if there was none.</summary>
    public ManifestEntry? Last { get; }

    public static ManifestWriter Open(string root, string topic, int partition)
    {
        var path = ArchiveLayout.ManifestPath(root, topic, partition);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var @lock = Lock(path + ".lock");
        FileStream? file = null;
        try
        {
            var entries = Manifest.Read(path, out var length);
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
            if (file.Length > length)
                file.SetLength(length);
            file.Seek(0, SeekOrigin.End);
            file.Flush(flushToDisk: true);
            Disk.SyncFolder(Path.GetDirectoryName(path)!);
            return new ManifestWriter(@lock, file, entries.Count > 0 ? entries[^1] : null);
        }
        catch
        {
            file?.Dispose();
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>The entry is on the disk when this returns.</summary>
    public void Append(ManifestEntry entry)
    {
        _file.Write(Manifest.Line(entry));
        _file.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException($"{path}: another sink writes this partition's archive at this moment. Stop it, or give this one an archive of its own.", e);
        }
    }
}
