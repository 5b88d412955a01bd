using Compliance.Rules;

namespace Compliance.Protect.Reports;

/// <summary>Reads policy files and folders of them. Start, reload and command line only.</summary>
public static class PolicyFiles
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int MaxFiles = 1000;

    /// <summary>
    /// The bytes of each file; of a folder its *.yaml and *.yml files by name, without subfolders. What can't be read is an error in
    /// <paramref name="problems"/>.
    /// </summary>
    public static IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> Read(IEnumerable<string> paths, ICollection<Problem> problems)
    {
        var files = new List<(string, ReadOnlyMemory<byte>)>();
        foreach (var path in paths.SelectMany(p => Expand(p, problems)).Distinct(StringComparer.Ordinal))
        {
            try
            {
                if (files.Count == MaxFiles)
                    throw new IOException("There are too many files.");
                if (new FileInfo(path).Length > MaxBytes)
                    throw new IOException("The file is too large.");
                files.Add((path, File.ReadAllBytes(path)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add(new(path, 1, 1, $"The policy can't be read: {e.Message}", Severity.Error));
            }
        }

        return files;
    }

    private static List<string> Expand(string path, ICollection<Problem> problems)
    {
        if (!Directory.Exists(path))
            return [path];
        var files = Directory.EnumerateFiles(path)
            .Where(f => Path.GetExtension(f) is ".yaml" or ".yml")
            .Order(StringComparer.Ordinal)
            .ToList();
        if (files.Count == 0)
            problems.Add(new(path, 1, 1, "The folder holds no policy; policies end in .yaml or .yml.", Severity.Error));
        return files;
    }
}
