namespace Compliance.Harness;

/// <summary>
/// A folder of its own for one test or server, gone at Dispose and, if that is never reached, at the end of the process.
/// A killed process leaves it behind; servers are cleaned up even then, by <see cref="GuardedProcess"/>.
/// </summary>
public sealed class TempFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    public TempFolder(string purpose)
        : this(Directory.CreateTempSubdirectory($"compliance-{purpose}-"))
    {
    }

    private TempFolder(DirectoryInfo folder)
    {
        Path = folder.FullName;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    public string Path { get; }

    /// <summary>A folder in memory where the system has such, so that a measurement does not hang on the disk; else one like the others.</summary>
    public static TempFolder InMemory(string purpose) =>
        Directory.Exists(Memory)
            ? new TempFolder(Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"compliance-{purpose}-{Guid.NewGuid():N}")))
            : new TempFolder(purpose);

    public string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a text file below the folder, making the folders between; returns its absolute path.</summary>
    public string Write(string name, string text)
    {
        var path = Combine(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        try
        {
            if (Directory.Exists(Path))
                Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A server that is still stopping may write once more; the folder of temporary files is the system's to clean.
        }
    }

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();
}
