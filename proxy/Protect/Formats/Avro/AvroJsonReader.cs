using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Compliance.Protect.Formats.Avro;

/// <summary>What an Avro value means, as JSON: the reverse of <see cref="AvroJsonWriter"/>. For tests of policies and for surveys, not for records.</summary>
internal static class AvroJsonReader
{
    // Nothing that people write or a survey samples has more values; items of no bytes may be as many as a number can say.
    private const int MostValues = 1_000_000;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null: the bytes are no value of the schema.</summary>
    internal static byte[]? Read(AvroSchema schema, ReadOnlySpan<byte> value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Options);
        var view = new AvroView(value);
        var left = MostValues;
        if (!TryRead(ref view, schema.Root, json, 0, ref left) || !view.IsAtEnd)
            return null;
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static bool TryRead(ref AvroView view, AvroType type, Utf8JsonWriter json, int depth, ref int left)
    {
        if (depth > AvroWalk.MaxDepth || --left < 0)
            return false;
        switch (type.Kind)
        {
            case AvroKind.Null:
                json.WriteNullValue();
                return true;
            case AvroKind.Union:
                return view.TryLong(out var branch) && (ulong)branch < (ulong)type.Branches.Length && TryRead(ref view, type.Branches[branch], json, depth, ref left);
            case AvroKind.Record:
                json.WriteStartObject();
                foreach (var (name, inner) in type.Fields)
                {
                    json.WritePropertyName(name);
                    if (!TryRead(ref view, inner, json, depth + 1, ref left))
                        return false;
                }

                json.WriteEndObject();
                return true;
            case AvroKind.Array or AvroKind.Map:
                return TryReadItems(ref view, type, json, depth + 1, ref left);
            default:
                return TryReadScalar(ref view, type, json);
        }
    }

    private static bool TryReadItems(ref AvroView view, AvroType type, Utf8JsonWriter json, int depth, ref int left)
    {
        var isMap = type.Kind == AvroKind.Map;
        if (isMap)
            json.WriteStartObject();
        else
            json.WriteStartArray();
        AvroBlock block;
        while (AvroBlock.TryRead(ref view, out block) && block.Count > 0)
        {
            for (var i = 0L; i < block.Count; i++)
            {
                if (isMap)
                {
                    if (!view.TryBytes(out var key) || !Utf8.IsValid(key))
                        return false;
                    json.WritePropertyName(key);
                }

                if (!TryRead(ref view, type.Item!, json, depth, ref left))
                    return false;
            }
        }

        if (isMap)
            json.WriteEndObject();
        else
            json.WriteEndArray();
        return block.Items > 0;
    }

    private static bool TryReadScalar(ref AvroView view, AvroType type, Utf8JsonWriter json)
    {
        if (!AvroText.TryRead(ref view, type, new Scratch(), out var text, out var kind))
            return false;
        switch (kind)
        {
            case ScalarKind.Text when Utf8.IsValid(text):
                json.WriteStringValue(text);
                break;
            case ScalarKind.Text:
                json.WriteStringValue(Encoding.Latin1.GetString(text));
                break;
            case ScalarKind.Boolean:
                json.WriteBooleanValue(text[0] == 't');
                break;
            case ScalarKind.Number when text.IsEmpty || text[^1] is < (byte)'0' or > (byte)'9':
                // NaN, infinity, and what has more digits than can be calculated with.
                json.WriteStringValue(text);
                break;
            default:
                json.WriteRawValue(text, skipInputValidation: true);
                break;
        }

        return true;
    }
}
