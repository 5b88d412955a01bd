using System.Web;
using Compliance.Store.Folder;
using Compliance.Store.S3;

namespace Compliance.Store;

/// <summary>
/// An archive named by one text, as on a command line: a folder's path, or
/// <c>s3://bucket/prefix?endpoint=https://s3.example&amp;region=eu-central-1</c> with credentials from AWS's usual sources.
/// </summary>
public static class ArchiveAddress
{
    private const string Scheme = "s3://";

    public static bool IsBucket(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    /// <exception cref="FormatException">The text begins as a bucket's address does and is none.</exception>
    public static IArchiveStore Open(string text, TimeProvider time) => IsBucket(text) ? new S3Store(Bucket(text), time) : new FolderStore(text, time);

    private static S3Settings Bucket(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.UserInfo.Length > 0)
            throw Wrong();
        var query = HttpUtility.ParseQueryString(uri.Query);
        if (query.AllKeys.Any(key => key is not ("endpoint" or "region")))
            throw Wrong();
        var settings = new S3Settings { Bucket = uri.Host, Prefix = PrefixOf(uri.AbsolutePath) };
        if (query["region"] is { Length: > 0 } region)
            settings = settings with { Region = region };
        if (query["endpoint"] is not { } endpoint)
            return settings;
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var server) && server.Scheme is "http" or "https" ? settings with { Endpoint = server } : throw Wrong();
    }

    /// <summary>Without a slash before, with one behind; empty for the bucket's root.</summary>
    public static string PrefixOf(string path) => path.Trim('/') is { Length: > 0 } prefix ? prefix + '/' : "";

    // The text itself may hold a secret that does not belong there.
    private static FormatException Wrong() =>
        new($"The archive's address is not one. A bucket is written {Scheme}BUCKET/PREFIX, with ?endpoint=https://HOST or &region=NAME behind it where they are needed, and no credentials: those come from the environment, as for AWS's own tools.");
}
