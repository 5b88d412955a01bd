using System.Security.Cryptography;
using System.Text;

namespace Compliance.Gateway.Settings;

/// <summary>
/// The files and folders that a plan was made of, each with a digest taken before it was read, so that a change in between shows too.
/// Content is compared and not times: the links of a mounted ConfigMap keep theirs. Owner: one reading; not thread-safe.
/// </summary>
internal sealed class SourceFiles
{
    /// <summary>A larger file is no source that the readers would take.</summary>
    public const int MaxBytes = 4 << 20;
    private const string Absent = "absent";
    private readonly SortedDictionary<string, string> _digests = new(StringComparer.Ordinal);

    /// <summary>To be called before the path is read. Of a folder its policies count, and what people say of them.</summary>
    public void Add(string path) => _digests.TryAdd(Path.GetFullPath(path), Of(path));

    /// <summary>Something that is no file could not be had: what was read counts as changed, so that it is read again before long.</summary>
    public void ReadAgain() => IsPassing = true;

    /// <summary>Whether it is read again though no file changes.</summary>
    public bool IsPassing { get; private set; }

    /// <summary>Digest of what was read.</summary>
    public string Digest => Together(_digests.Select(source => (source.Key, source.Value)));

    /// <summary>What <see cref="Now"/> is compared with.</summary>
    public string AsRead => IsPassing ? "" : Digest;

    /// <summary>Digest of the same files as they are now.</summary>
    public string Now() => Together(_digests.Keys.Select(path => (path, Of(path))));

    /// <summary>The digest of one source, as it was read.</summary>
    public string this[string path] => _digests[Path.GetFullPath(path)];

    private static string Of(string path)
    {
        try
        {
            return Directory.Exists(path)
                ? Together(Directory.EnumerateFiles(path).Where(file => Path.GetExtension(file) is ".yaml" or ".yml" or ".note").Order(StringComparer.Ordinal).Select(file => (file, OfFile(file))))
                : OfFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Absent;
        }
    }

    private static string OfFile(string path)
    {
        using var stream = File.OpenRead(path);
        return stream.Length > MaxBytes ? "large" : Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string Together(IEnumerable<(string Path, string Digest)> sources) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', sources.Select(source => $"{source.Path} {source.Digest}")))));
}
