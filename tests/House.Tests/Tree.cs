namespace Compliance.House.Tests;

/// <summary>The checkout as text: every file that a person wrote, with its path relative to the root and slashes between.</summary>
internal static class Tree
{
    private static readonly string[] NotOurs = ["bin", "obj", ".git", ".vs", ".idea", "node_modules", "TestResults", "data", "artifacts"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<TextFile> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal).Select(path => new TextFile(path))];

    /// <summary>What ships: everything but tests.</summary>
    public static IEnumerable<TextFile> ProductCode => Code("proxy/", "auditsink/", "compose/");

    public static IEnumerable<TextFile> TestCode => Code("tests/");

    public static IEnumerable<TextFile> AllCode => Files.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<TextFile> Projects => Files.Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal));

    public static bool Exists(string relative)
    {
        var path = Path.Combine(Root, relative);
        return File.Exists(path) || Directory.Exists(path);
    }

    private static IEnumerable<TextFile> Code(params string[] folders) =>
        AllCode.Where(file => folders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal)));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            if (NotOurs.Contains(Path.GetFileName(inner), StringComparer.Ordinal))
                continue;
            foreach (var file in Walk(inner))
                yield return file;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Compliance.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"No Compliance.sln in any folder above {AppContext.BaseDirectory}.");
    }
}
