namespace Compliance.Harness;

/// <summary>
/// The folder with ready-to-run servers: the one named by COMPLIANCE_SHARED, else <c>../shared</c> beside the checkout.
/// Each server in it starts by <c>NAME/bin/start</c>.
/// </summary>
public static class SharedFolder
{
    /// <summary>Null where the machine has none.</summary>
    public static string? Path { get; } = Find();

    /// <summary>The absolute path of a file in it, or null where the folder or the file is missing.</summary>
    public static string? File(params string[] parts)
    {
        if (Path is null)
            return null;
        var path = System.IO.Path.Combine([Path, .. parts]);
        return System.IO.File.Exists(path) ? path : null;
    }

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("COMPLIANCE_SHARED");
        var path = string.IsNullOrEmpty(named) ? System.IO.Path.Combine(RepoRoot.Path, "..", "shared") : named;
        return Directory.Exists(path) ? System.IO.Path.GetFullPath(path) : null;
    }
}
