using Compliance.Events.Archive;

namespace Compliance.Store;

/// <summary>
/// Copies of an archive's files on this machine, each named by its SHA-256 and checked against it when it comes: what is here is what the
/// entry vouches for. Bounded: the longest unused go. An archive in a folder needs none of it. Any thread and process.
/// </summary>
public sealed class FileCache(string folder, long maxBytes)
{
    public const long UsualBytes = 10L << 30;

    public static string UsualFolder { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } local ? local : Path.GetTempPath(), "auditctl", "files");

    /// <summary>A path of this machine for each of the files, in their order; null for one that the store has not.</summary>
    /// <exception cref="InvalidDataException">Together they are more than the cache may hold, or one is not what its entry says.</exception>
    public async Task<IReadOnlyList<string?>> FetchAsync(IArchiveStore store, IReadOnlyList<(ManifestEntry Entry, ArchiveFile File)> files, CancellationToken stop)
    {
        var copied = 0L;
        var paths = new List<string?>(files.Count);
        foreach (var (entry, file) in files)
        {
            var copy = CopyOf(file.Sha256);
            paths.Add(File.Exists(copy) ? Used(copy) : await FetchAsync(store, entry, file, copy, stop));
            copied += paths[^1] == copy ? file.Bytes : 0;
            if (copied > maxBytes)
                throw new InvalidDataException($"The question needs more files than the {maxBytes} bytes that the cache may hold: ask about a shorter time, or give the cache more.");
        }

        Trim(paths);
        return paths;
    }

    /// <summary>Removes the copy of a file that is to be nowhere any more.</summary>
    public void Forget(string sha256)
    {
        var copy = CopyOf(sha256);
        if (File.Exists(copy))
            File.Delete(copy);
    }

    private string CopyOf(string sha256) => Path.Combine(folder, $"{sha256}.parquet");

    private static async Task<string?> FetchAsync(IArchiveStore store, ManifestEntry entry, ArchiveFile file, string copy, CancellationToken stop)
    {
        var part = $"{copy}.{Guid.NewGuid():N}";
        if (await store.Ranges.FetchAsync(entry, file, part, stop) is not { } path)
            return null;
        if (path != part)
            return path;
        await CheckAsync(store, file, part, stop);
        File.Move(part, copy, overwrite: true);
        return copy;
    }

    private static async Task CheckAsync(IArchiveStore store, ArchiveFile file, string part, CancellationToken stop)
    {
        await using (var stream = File.OpenRead(part))
        {
            if (await file.IsAsync(stream, stop))
                return;
        }

        File.Delete(part);
        throw new InvalidDataException($"{store.Address}{file.Path} is not the file that the manifest names: its SHA-256 is another. Restore it from a copy.");
    }

    private static string Used(string copy)
    {
        File.SetLastAccessTimeUtc(copy, TimeProvider.System.GetUtcNow().UtcDateTime);
        return copy;
    }

    private void Trim(List<string?> needed)
    {
        if (!Directory.Exists(folder))
            return;
        var files = new DirectoryInfo(folder).GetFiles().OrderBy(file => file.LastAccessTimeUtc).ToList();
        var bytes = files.Sum(file => file.Length);
        foreach (var file in files.Where(file => !needed.Contains(file.FullName)))
        {
            if (bytes <= maxBytes)
                return;
            bytes -= file.Length;
            file.Delete();
        }
    }
}
