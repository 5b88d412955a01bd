using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Testing;

/// <summary>
/// A record that is asked about. Each part is one JSON value: what the part means, in whatever format it is written; a text in quotes is the text itself.
/// </summary>
/// <param name="Value">Null: a tombstone.</param>
/// <param name="AvroSchema">The schema by which the value is written; null: it is not in Avro.</param>
/// <param name="Key">Null: none.</param>
/// <param name="KeyAvroSchema">As <paramref name="AvroSchema"/>, of the key.</param>
/// <param name="Headers">In their order; of one name there may be several. What is null is a header without a value.</param>
/// <param name="Protobuf">The schema by which the value is written; null: it is not in Protobuf.</param>
public sealed record RecordParts(
    ReadOnlyMemory<byte>? Value, string? AvroSchema, ReadOnlyMemory<byte>? Key, string? KeyAvroSchema, ImmutableArray<(string Name, ReadOnlyMemory<byte>? Json)> Headers,
    ProtobufSource? Protobuf = null)
{
    /// <summary>One part; of several headers of a name the last, as most readers take it. Null: it is not there, or null.</summary>
    internal ReadOnlyMemory<byte>? Of(RecordPart part) => part.Header is { } name ? Headers.LastOrDefault(h => h.Name == name).Json : part.IsValue ? Value : Key;

    /// <summary>Of a text what is in the quotes, of anything else the JSON.</summary>
    public static string TextOf(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString()! : Encoding.UTF8.GetString(json.Span);
    }
}
