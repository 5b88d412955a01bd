namespace Compliance.Harness;

/// <summary>Where the checkout lies: the folder above the test's binaries that holds Compliance.sln.</summary>
public static class RepoRoot
{
    private static readonly Lazy<string> Found = new(Find);

    public static string Path => Found.Value;

    /// <summary>An absolute path of something in the checkout, given by parts relative to its root.</summary>
    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Compliance.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"No Compliance.sln in any folder above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
