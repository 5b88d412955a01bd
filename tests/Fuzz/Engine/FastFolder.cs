namespace Compliance.Fuzz.Engine;

/// <summary>
/// A folder for files that every input writes anew: in memory where the system has such a place, else among the temporary files. Gone at
/// Dispose, and at the end of the process.
/// </summary>
internal sealed class FastFolder : IDisposable
{
    private const string InMemory = "/dev/shm";

    public FastFolder(string purpose)
    {
        string parent = Directory.Exists(InMemory) ? InMemory : System.IO.Path.GetTempPath();
        Path = System.IO.Path.Combine(parent, $"compliance-fuzz-{purpose}-{Guid.NewGuid():n}");
        Directory.CreateDirectory(Path);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public string Path { get; }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    private void OnExit(object? sender, EventArgs e) => Dispose();
}
