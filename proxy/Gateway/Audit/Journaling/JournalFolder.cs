using System.Globalization;
using System.Text;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// The journal's place on disk. One process at a time: held by a lock on the file <c>lock</c> that the kernel gives back even after a
/// crash. Owner: the journal; used by its disk thread, and before that by whoever opens it. Readable by the proxy's user alone.
/// <code>
/// FOLDER/EPOCH-INDEX.journal   segments        FOLDER/cursor   what the topic has acknowledged
/// FOLDER/quarantine/           damaged ones    FOLDER/epoch    the last start and how it ended
///                                              FOLDER/counts  what left no event (Gaps/CountPage)
///                                              FOLDER/reserve  given up when the disk is full, so that it can be emptied
/// </code>
/// </summary>
internal sealed class JournalFolder : IDisposable
{
    private const string Extension = ".journal";
    private const string Quarantined = "quarantine";
    private const string Reserved = "reserve";
    private const int ReserveBytes = 1 << 20;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly FileStream _lock;

    private JournalFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    public static JournalFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        try
        {
            return new JournalFolder(path, new FileStream(System.IO.Path.Combine(path, "lock"), Options(FileMode.OpenOrCreate, FileShare.None)));
        }
        catch (IOException taken) when (File.Exists(System.IO.Path.Combine(path, "lock")))
        {
            throw new IOException(
                $"The audit journal {path} is in use by another process. Each proxy needs a folder of its own: stop the other one, or set audit.journal to another folder.", taken);
        }
    }

    public static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode is not FileMode.Open)
            options.UnixCreateMode = OwnerOnly;
        return options;
    }

    public string SegmentPath(long epoch, int index) =>
        System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{epoch:D19}-{index:D9}{Extension}"));

    /// <summary>Epoch and index of all segments, oldest first.</summary>
    public IReadOnlyList<(long Epoch, int Index)> Segments()
    {
        var found = new List<(long Epoch, int Index)>();
        foreach (var file in Directory.EnumerateFiles(Path, "*" + Extension))
        {
            var words = System.IO.Path.GetFileNameWithoutExtension(file).Split('-');
            if (words.Length == 2 && long.TryParse(words[0], CultureInfo.InvariantCulture, out var epoch) && int.TryParse(words[1], CultureInfo.InvariantCulture, out var index))
                found.Add((epoch, index));
        }

        found.Sort();
        return found;
    }

    public string? Read(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>Puts the text in the place of what the file held, so that a crash at any moment leaves the one or the other, whole.</summary>
    public void Replace(string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            Write(name + ".new", bytes);
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            GiveUpReserve();
            Write(name + ".new", bytes);
        }

        File.Move(System.IO.Path.Combine(Path, name + ".new"), System.IO.Path.Combine(Path, name), overwrite: true);
        Sync();
    }

    /// <summary>
    /// Keeps some room on the disk. Without it, a disk that is full of events could not be emptied: to note that the topic has them, and
    /// to start, takes room too.
    /// </summary>
    public void MakeReserve()
    {
        var path = System.IO.Path.Combine(Path, Reserved);
        if (File.Exists(path))
            return;
        try
        {
            Write(Reserved, new byte[ReserveBytes]);
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            File.Delete(path);
        }
    }

    public void GiveUpReserve() => File.Delete(System.IO.Path.Combine(Path, Reserved));

    /// <summary>Moves a segment that cannot be read in full out of the way, for a person to look at.</summary>
    public void Quarantine(string segment)
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, Quarantined)).FullName;
        File.Move(segment, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(segment)), overwrite: true);
        DirectorySync.Flush(folder);
        Sync();
    }

    private void Write(string name, byte[] bytes)
    {
        using var file = new FileStream(System.IO.Path.Combine(Path, name), Options(FileMode.Create, FileShare.None));
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    public void Sync() => DirectorySync.Flush(Path);

    public void Dispose() => _lock.Dispose();
}
