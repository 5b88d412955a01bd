namespace Compliance.Local.Parts;

/// <summary>Where journal, archive, settings and log of one run lie: the folder that was named, which stays, or a temporary one that goes.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly bool _temporary;

    public DataFolder(DirectoryInfo? named)
    {
        _temporary = named is null;
        Path = named is null ? Directory.CreateTempSubdirectory("compliance-local-").FullName : Directory.CreateDirectory(named.FullName).FullName;
    }

    public string Path { get; }

    public string Archive => In("archive");

    public string Log => In("local.log");

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file that the parts read; readable by this user alone.</summary>
    public string Write(string name, string text)
    {
        var path = In(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    public void Dispose()
    {
        if (_temporary)
            Directory.Delete(Path, recursive: true);
    }
}
