using System.Text;
using System.Text.Json;

namespace Compliance.Events.Archive;

/// <summary>
/// Reads and writes the lines of manifests: JSON, one entry a line, each ended by a line feed. A last line without one, or one that is no
/// JSON, was being written when the power went: it counts as not written. Stateless.
/// </summary>
public static class Manifest
{
    public static byte[] Line(ManifestEntry entry) => [.. JsonSerializer.SerializeToUtf8Bytes(entry, ManifestJson.Default.ManifestEntry), (byte)'\n'];

    /// <summary>All entries of a manifest that are whole. A broken line that is not the last is an <see cref="InvalidDataException"/>.</summary>
    /// <param name="path">File; one that does not exist has no entries.</param>
    /// <param name="length">Bytes that the whole entries take: what is behind them is the torn end.</param>
    public static IReadOnlyList<ManifestEntry> Read(string path, out long length)
    {
        length = 0;
        if (!File.Exists(path))
            return [];
        var bytes = ReadShared(path);
        var entries = new List<ManifestEntry>();
        while (length < bytes.Length)
        {
            var rest = bytes.AsSpan((int)length);
            var end = rest.IndexOf((byte)'\n');
            var entry = end < 0 ? null : Parse(rest[..end]);
            if (entry is null)
                return end < 0 || end == rest.Length - 1 ? entries : throw Broken(path, entries.Count + 1);
            entries.Add(entry);
            length += end + 1;
        }

        return entries;
    }

    /// <summary>All entries of all manifests of an archive.</summary>
    public static IReadOnlyList<ManifestEntry> ReadAll(string root)
    {
        var folder = Path.Combine(root, ArchiveLayout.ManifestFolder);
        if (!Directory.Exists(folder))
            return [];
        var paths = Directory.GetFiles(folder, "*.jsonl");
        Array.Sort(paths, StringComparer.Ordinal);
        return [.. paths.SelectMany(path => Read(path, out _))];
    }

    private static ManifestEntry? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ManifestJson.Default.ManifestEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The sink may be writing the next line at this moment.
    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static InvalidDataException Broken(string path, int line) => new(new StringBuilder()
        .Append(path).Append(':').Append(line)
        .Append(": this line of the manifest is damaged, though others follow it. Restore the file from a copy; do not edit it by hand.")
        .ToString());
}
