using System.IO.Compression;
using System.Text.Json;

namespace Compliance.Protect.Tests.Data;

/// <summary>The cases of one file of test vectors, each with its group.</summary>
internal static class WycheproofFile
{
    public static IReadOnlyList<(JsonElement Group, JsonElement Case)> Read(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", name + ".json.gz"));
        using var plain = new GZipStream(file, CompressionMode.Decompress);
        var document = JsonDocument.Parse(plain);
        return [.. document.RootElement.GetProperty("testGroups").EnumerateArray()
            .SelectMany(group => group.GetProperty("tests").EnumerateArray().Select(each => (group, each)))];
    }

    public static byte[] Bytes(this JsonElement element, string property) => Convert.FromHexString(element.GetProperty(property).GetString()!);

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;

    public static bool IsValid(this JsonElement each) => each.Text("result") == "valid";

    public static string Label(this JsonElement each) => $"case {each.GetProperty("tcId").GetInt32()}: {each.Text("comment")}";
}
