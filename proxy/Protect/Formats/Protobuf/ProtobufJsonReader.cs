using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Compliance.Protect.Formats.Protobuf.Types;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>
/// What a Protobuf message means, as JSON: the reverse of <see cref="ProtobufJsonWriter"/>. A field that stands there several times, and is no
/// list, is a member that stands there several times; what the schema lacks is left out. For tests of policies and for surveys, not for records.
/// </summary>
internal static class ProtobufJsonReader
{
    // Nothing that people write or a survey samples has more values; what holds more is not read.
    private const int MostValues = 1_000_000;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 4 * WireCursor.MaxDepth, SkipValidation = true };

    /// <summary>Null: the bytes are no message of the type.</summary>
    internal static byte[]? Read(MessageType type, ReadOnlySpan<byte> message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Options);
        var reading = new Reading(message, json);
        if (!reading.Message(type, 0, message.Length, depth: 0))
            return null;
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private ref struct Reading(ReadOnlySpan<byte> bytes, Utf8JsonWriter json)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _values;

        internal bool Message(MessageType type, int start, int end, int depth)
        {
            if (depth >= WireCursor.MaxDepth || ++_values > MostValues || Fields(type, start, end, depth) is not { } found)
                return false;
            switch (type.WellKnown)
            {
                case WellKnown.Wrapper:
                    return Last(type.Fields[0], found, depth);
                case WellKnown.Timestamp:
                    return Timestamp(found);
                case WellKnown.Struct or WellKnown.List:
                    return Field(type.Fields[0], found, depth);
                case WellKnown.Value:
                    return found.Count == 0 ? Null() : Alternative(found[^1], depth);
                case WellKnown.Any:
                    return Any(type, found, depth);
            }

            json.WriteStartObject();
            if (!Members(type, found, depth))
                return false;
            json.WriteEndObject();
            return true;
        }

        private bool Members(MessageType type, List<FoundField> found, int depth)
        {
            foreach (var field in type.Fields)
            {
                var here = found.FindAll(f => f.Type == field);
                if (here.Count == 0)
                    continue;
                if (field.IsRepeated)
                {
                    json.WritePropertyName(field.NameUtf8);
                    if (!Field(field, here, depth))
                        return false;
                    continue;
                }

                foreach (var one in here)
                {
                    json.WritePropertyName(field.NameUtf8);
                    if (!Single(one, depth))
                        return false;
                }
            }

            return true;
        }

        /// <summary>A list or a map, also one of nothing.</summary>
        private bool Field(FieldType field, List<FoundField> found, int depth)
        {
            if (field.IsMap)
                return Map(field, found.FindAll(f => f.Type == field), depth);
            json.WriteStartArray();
            foreach (var one in found.FindAll(f => f.Type == field))
            {
                if (!(one.Wire == WireType.Length && field.Wire != WireType.Length ? Packed(one) : Single(one, depth)))
                    return false;
            }

            json.WriteEndArray();
            return true;
        }

        private bool Packed(FoundField list)
        {
            var wire = new WireCursor(_bytes) { At = list.Start };
            while (wire.At < list.End)
            {
                if (++_values > MostValues || !ScalarCodec.TryRead(ref wire, list.Type.Wire, list.End, out var raw))
                    return false;
                Number(list.Type.Scalar, raw);
            }

            return true;
        }

        private bool Map(FieldType field, List<FoundField> entries, int depth)
        {
            var (key, value) = (field.Message!.Find(1)!, field.Message.Find(2)!);
            json.WriteStartObject();
            foreach (var entry in entries)
            {
                if (++_values > MostValues || Fields(field.Message, entry.Start, entry.End, depth + 1) is not { } parts)
                    return false;
                json.WritePropertyName(parts.FindLast(p => p.Type == key) is { Type: not null } name ? Text(name) : key.Scalar == ScalarType.Text ? "" : key.Scalar == ScalarType.Bool ? "false" : "0");
                // What is left out of an entry is what says nothing in its type.
                if (!Last(value, parts.FindAll(p => p.Type == value), depth + 1))
                    return false;
            }

            json.WriteEndObject();
            return true;
        }

        private bool Single(FoundField found, int depth)
        {
            if (found.Type.Message is { } message)
                return Message(message, found.Start, found.End, depth + 1);
            if (++_values > MostValues)
                return false;
            if (found.Type.Wire == WireType.Length)
            {
                var text = _bytes[found.Start..found.End];
                if (Utf8.IsValid(text))
                    json.WriteStringValue(text);
                else
                    json.WriteStringValue(Encoding.Latin1.GetString(text));
                return true;
            }

            Number(found.Type.Scalar, found.Raw);
            return true;
        }

        private void Number(ScalarType type, ulong raw)
        {
            var text = new Scratch();
            ScalarCodec.Format(type, raw, text);
            // Neither NaN nor infinity is a number in JSON.
            if (text.Written[^1] is >= (byte)'0' and <= (byte)'9' || type == ScalarType.Bool)
                json.WriteRawValue(text.Written, skipInputValidation: true);
            else
                json.WriteStringValue(text.Written);
        }

        private readonly string Text(FoundField found)
        {
            if (found.Type.Wire == WireType.Length)
                return Encoding.UTF8.GetString(_bytes[found.Start..found.End]);
            var text = new Scratch();
            ScalarCodec.Format(found.Type.Scalar, found.Raw, text);
            return Encoding.UTF8.GetString(text.Written);
        }

        private bool Last(FieldType field, List<FoundField> found, int depth)
        {
            if (found.Count > 0)
                return Single(found[^1], depth);
            if (field.Message is { } message)
                return Message(message, 0, 0, depth + 1);
            if (field.Wire == WireType.Length)
                json.WriteStringValue("");
            else
                Number(field.Scalar, 0);
            return true;
        }

        private readonly bool Timestamp(List<FoundField> found)
        {
            var (seconds, nanos) = ((long)found.FindLast(f => f.Type?.Number == 1).Raw, (int)found.FindLast(f => f.Type?.Number == 2).Raw);
            if (seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() || nanos is < 0 or > 999_999_999)
                return Null();
            json.WriteStringValue(DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanos / TimeSpan.NanosecondsPerTick).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
            return true;
        }

        private bool Alternative(FoundField found, int depth) => found.Type.Scalar == ScalarType.Enum ? Null() : Single(found, depth);

        private bool Any(MessageType type, List<FoundField> found, int depth)
        {
            var url = found.FindLast(f => f.Type.Number == AnyPlan.TypeNumber) is { Type: not null } named ? Text(named) : "";
            json.WriteStartObject();
            json.WriteString(ProtobufJsonWriter.AnyType, url);
            if (found.FindLast(f => f.Type.Number == AnyPlan.ValueNumber) is { Type: not null } value)
            {
                if (!type.Known.TryGetValue($".{url[(url.LastIndexOf('/') + 1)..]}", out var held))
                {
                    json.WriteString(ProtobufJsonWriter.AnyValue, Encoding.Latin1.GetString(_bytes[value.Start..value.End]));
                }
                else if (held.WellKnown != WellKnown.No)
                {
                    json.WritePropertyName(ProtobufJsonWriter.AnyValue);
                    if (!Message(held, value.Start, value.End, depth + 1))
                        return false;
                }
                else if (depth + 1 >= WireCursor.MaxDepth || Fields(held, value.Start, value.End, depth + 1) is not { } fields || !Members(held, fields, depth + 1))
                {
                    return false;
                }
            }

            json.WriteEndObject();
            return true;
        }

        private readonly bool Null()
        {
            json.WriteNullValue();
            return true;
        }

        /// <summary>The fields that the schema has, in their order; null: the bytes are no message.</summary>
        private readonly List<FoundField>? Fields(MessageType type, int start, int end, int depth)
        {
            var wire = new WireCursor(_bytes) { At = start };
            var found = new List<FoundField>();
            while (wire.At < end)
            {
                if (!wire.TryReadTag(end, out var number, out var kind))
                    return null;
                var from = wire;
                if (!wire.TrySkip(number, kind, end, depth))
                    return null;
                if (type.Find(number) is not { } field || !field.Takes(kind))
                    continue;
                ulong raw = 0;
                switch (kind)
                {
                    case WireType.Length:
                        from.TryReadLength(end, out var length);
                        found.Add(new(field, kind, from.At, from.At + length, 0));
                        break;
                    case WireType.StartGroup:
                        found.Add(new(field, kind, from.At, EndOfGroup(from, wire.At), 0));
                        break;
                    default:
                        ScalarCodec.TryRead(ref from, kind, end, out raw);
                        found.Add(new(field, kind, from.At, from.At, raw));
                        break;
                }
            }

            return found;
        }

        /// <summary>Where the tag begins that ends the group.</summary>
        private static int EndOfGroup(WireCursor inside, int behind)
        {
            var last = inside.At;
            while (inside.At < behind)
            {
                last = inside.At;
                inside.TryReadTag(behind, out var number, out var kind);
                if (kind == WireType.EndGroup)
                    break;
                inside.TrySkip(number, kind, behind, 0);
            }

            return last;
        }
    }
}
