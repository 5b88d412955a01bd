using System.IO.Compression;
using System.Text.Json;

namespace Compliance.Kafka.Tests.Data;

/// <summary>
/// Bytes that Kafka's own classes wrote, with what they mean: every *.ndjson and *.ndjson.gz in the folder that KAFKA_VECTORS names, else
/// the copies beside this file. What a line holds is seen by its properties, so files may have any name. A folder that has only messages,
/// or only record sets, leaves the others as they are.
/// </summary>
internal static class VectorFiles
{
    private static readonly string OwnFolder = Path.Combine(AppContext.BaseDirectory, "Data");

    private static readonly Lazy<IReadOnlyList<VectorLine>> All = new(() => [.. Files(Folder).SelectMany(Read)]);
    private static readonly Lazy<IReadOnlyList<VectorLine>> Own = new(() => Folder == OwnFolder ? All!.Value : [.. Files(OwnFolder).SelectMany(Read)]);

    /// <summary>Lines with <c>batches</c>: record sets of every magic and codec.</summary>
    public static IReadOnlyList<VectorLine> RecordSets => Having("batches");

    /// <summary>Lines with <c>api</c>: requests and responses.</summary>
    public static IReadOnlyList<VectorLine> Messages => Having("api");

    /// <summary>Those of the copy beside this file, wherever the others come from: all APIs and versions are among them.</summary>
    public static IReadOnlyList<VectorLine> OwnMessages => Having("api", Own.Value);

    /// <inheritdoc cref="OwnMessages"/>
    public static IReadOnlyList<VectorLine> OwnRecordSets => Having("batches", Own.Value);

    private static VectorLine[] Having(string property)
    {
        if (All.Value.Count == 0)
            throw new InvalidOperationException($"No vector file in '{Folder}' has a line.");
        return Having(property, All.Value) is { Length: > 0 } lines ? lines : Having(property, Own.Value);
    }

    private static VectorLine[] Having(string property, IReadOnlyList<VectorLine> lines) => [.. lines.Where(line => line.Json.TryGetProperty(property, out _))];

    private static string Folder => Environment.GetEnvironmentVariable("KAFKA_VECTORS") is { Length: > 0 } named
        ? named
        : OwnFolder;

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder)
        .Where(file => file.EndsWith(".ndjson", StringComparison.Ordinal) || file.EndsWith(".ndjson.gz", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<VectorLine> Read(string file)
    {
        using Stream stored = File.OpenRead(file);
        using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stored, CompressionMode.Decompress) : stored;
        using var reader = new StreamReader(plain);
        for (int number = 1; reader.ReadLine() is { } text; number++)
        {
            if (text.Length > 0)
                yield return new VectorLine(Path.GetFileName(file), number, JsonElement.Parse(text));
        }
    }
}
