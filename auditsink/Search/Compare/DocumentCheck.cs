using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Compliance.Events;
using Compliance.Search.Documents;

namespace Compliance.Search.Compare;

/// <summary>Whether a document says what the archive says of its event. One owner.</summary>
internal sealed class DocumentCheck : IDisposable
{
    // Tells which version of a vocabulary the sink had, not what happened.
    private const string Version = "ecs.version";
    private readonly DocumentWriter _writer = new("");

    /// <summary>The document that the event makes, as bytes.</summary>
    public byte[] Expected(AuditEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        _writer.WriteDocument(e, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Names of the fields that differ, are missing or are too many; none, if the document is as it should be.</summary>
    public static IReadOnlyList<string> Differences(ReadOnlyMemory<byte> expected, JsonElement found)
    {
        if (JsonMarshal.GetRawUtf8Value(found).SequenceEqual(expected.Span))
            return [];
        using var json = JsonDocument.Parse(expected);
        var wanted = json.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
        var different = new List<string>();
        foreach (var field in found.EnumerateObject())
        {
            if (field.Name != Version && !(wanted.Remove(field.Name, out var value) && JsonElement.DeepEquals(value, field.Value)))
                different.Add(EventText.Clean(field.Name) ?? "");
        }

        wanted.Remove(Version);
        return [.. different.Concat(wanted.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    public void Dispose() => _writer.Dispose();
}
