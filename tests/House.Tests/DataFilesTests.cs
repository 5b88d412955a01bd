using System.Text.Json;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Compliance.House.Tests;

public sealed class DataFilesTests
{
    [Fact]
    public void Every_JSON_file_parses() =>
        Rule.Holds(Tree.Files.Where(file => file.Name.EndsWith(".json", StringComparison.Ordinal)).Select(JsonFault).OfType<string>(), "it must be JSON without comments and without a comma too many.");

    [Fact]
    public void Every_YAML_file_parses() =>
        Rule.Holds(
            Tree.Files.Where(file => file.Name.EndsWith(".yaml", StringComparison.Ordinal) || file.Name.EndsWith(".yml", StringComparison.Ordinal)).Where(NotABadSample).Select(YamlFault).OfType<string>(),
            "mind the indentation, and quote what holds a colon.");

    /// <summary>Samples under tests may be wrong on purpose.</summary>
    private static bool NotABadSample(TextFile file) => !file.Path.StartsWith("tests/", StringComparison.Ordinal);

    private static string? JsonFault(TextFile file)
    {
        try
        {
            using var document = JsonDocument.Parse(file.Text);
            return null;
        }
        catch (JsonException fault)
        {
            return $"{file.Path}:{fault.LineNumber + 1}: {fault.Message}";
        }
    }

    private static string? YamlFault(TextFile file)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(file.Text));
            return stream.Documents.Count == 0 ? $"{file.Path}: empty" : null;
        }
        catch (YamlException fault)
        {
            return $"{file.Path}:{fault.Start.Line}: {fault.Message}";
        }
    }
}
