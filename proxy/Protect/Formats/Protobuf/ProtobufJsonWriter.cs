using System.Text;
using System.Text.Json;
using Compliance.Protect.Formats.Protobuf.Types;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>
/// Makes a Protobuf message of what it means, written in JSON: fields by the names that the schema has, dates by ISO 8601, bytes as text, enums
/// by their numbers, an <c>Any</c> by its <c>@type</c>. For what people write (tests of policies, questions), never for records. One use per instance.
/// </summary>
internal sealed class ProtobufJsonWriter
{
    internal const string AnyType = "@type";
    internal const string AnyValue = "value";

    private const int StructFields = 1;
    private static readonly string[] ValueKinds = ["null_value", "number_value", "string_value", "bool_value", "struct_value", "list_value"];

    /// <summary>Why it does not fit, and where.</summary>
    private string _problem = "";

    /// <summary>Null, and what is wrong with it, where the value does not fit the message.</summary>
    internal static byte[]? Write(MessageType type, JsonElement value, out string? problem)
    {
        var (writer, output) = (new ProtobufJsonWriter(), new Scratch());
        var fits = writer.Message(type, value, "$", output);
        problem = fits ? null : writer._problem;
        return fits ? output.Written.ToArray() : null;
    }

    /// <summary>A message without its length.</summary>
    private bool Message(MessageType type, JsonElement value, string path, Scratch output)
    {
        switch (type.WellKnown)
        {
            case WellKnown.Wrapper:
                return Single(type.Fields[0], value, path, output);
            case WellKnown.Timestamp:
                return Timestamp(type, value, path, output);
            case WellKnown.Struct:
                return Field(type.Find(StructFields)!, value, path, output);
            case WellKnown.List:
                return Field(type.Fields[0], value, path, output);
            case WellKnown.Value:
                return Alternative(type, value, path, output);
            case WellKnown.Any:
                return Any(type, value, path, output);
        }

        if (value.ValueKind != JsonValueKind.Object)
            return Fail($"the value at {path} does not fit its type, a message");
        foreach (var member in value.EnumerateObject())
        {
            var at = $"{path}.{member.Name}";
            if (type.Fields.FirstOrDefault(f => member.NameEquals(f.NameUtf8)) is not { } field)
            {
                return Fail(type.Fields.FirstOrDefault(f => member.NameEquals(f.JsonNameUtf8)) is { } meant
                    ? $"the schema calls {at} '{meant.Name}'"
                    : $"the schema has no field {at}");
            }

            if (member.Value.ValueKind == JsonValueKind.Null && field.Message is not { WellKnown: WellKnown.Value })
                continue;
            if (!Field(field, member.Value, at, output))
                return false;
        }

        return type.Fields.Find(f => f.IsRequired && !value.TryGetProperty(f.NameUtf8, out _)) is not { } missing || Fail($"the value lacks {path}.{missing.Name}");
    }

    private bool Field(FieldType field, JsonElement value, string path, Scratch output)
    {
        if (field.IsMap)
            return Map(field, value, path, output);
        if (!field.IsRepeated)
            return Single(field, value, path, output);
        if (value.ValueKind != JsonValueKind.Array)
            return Fail($"the value at {path} does not fit its type, a list");
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (!Single(field, item, $"{path}[{index++}]", output))
                return false;
        }

        return true;
    }

    private bool Map(FieldType field, JsonElement value, string path, Scratch output)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Fail($"the value at {path} does not fit its type, a map");
        var (key, item) = (field.Message!.Find(1)!, field.Message.Find(2)!);
        foreach (var member in value.EnumerateObject())
        {
            var entry = new Scratch();
            if (!Scalar(key, Encoding.UTF8.GetBytes(member.Name), entry))
                return Fail($"the name {path}.{member.Name} does not fit the map's keys");
            if (!Single(item, member.Value, $"{path}.{member.Name}", entry))
                return false;
            Delimited(field.Number, entry.Written, output);
        }

        return true;
    }

    /// <summary>One value with its tag.</summary>
    private bool Single(FieldType field, JsonElement value, string path, Scratch output)
    {
        if (field.Message is { } message)
        {
            var inner = new Scratch();
            if (!Message(message, value, path, inner))
                return false;
            Delimited(field.Number, inner.Written, output);
            return true;
        }

        var isQuoted = value.ValueKind == JsonValueKind.String;
        var takes = field.Scalar switch
        {
            ScalarType.Text or ScalarType.Bytes => isQuoted,
            ScalarType.Bool => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            // As in Protobuf's own JSON a long number may be quoted; one that is none has to be.
            _ => isQuoted || value.ValueKind == JsonValueKind.Number,
        };
        return (takes && Scalar(field, Encoding.UTF8.GetBytes(isQuoted ? value.GetString()! : value.GetRawText()), output))
            || Fail($"the value at {path} does not fit its type, {field.Scalar.ToString().ToLowerInvariant()}{(field.Scalar == ScalarType.Enum ? ", which is written as its number" : "")}");
    }

    private static bool Scalar(FieldType field, ReadOnlySpan<byte> text, Scratch output)
    {
        if (field.Wire == WireType.Length)
        {
            Delimited(field.Number, text, output);
            return true;
        }

        if (!ScalarCodec.TryParse(field.Scalar, text, out var raw))
            return false;
        Tag(field.Number, field.Wire, output);
        ScalarCodec.Append(field.Wire, raw, output);
        return true;
    }

    private bool Timestamp(MessageType type, JsonElement value, string path, Scratch output)
    {
        if (value.ValueKind != JsonValueKind.String || !value.TryGetDateTimeOffset(out var instant))
            return Fail($"the value at {path} is no time by ISO 8601");
        Number(type.Find(1)!, instant.ToUnixTimeSeconds(), output);
        Number(type.Find(2)!, instant.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick, output);
        return true;

        static void Number(FieldType field, long number, Scratch output)
        {
            if (number == 0)
                return;
            Tag(field.Number, WireType.Varint, output);
            ScalarCodec.AppendVarint((ulong)number, output);
        }
    }

    private bool Alternative(MessageType type, JsonElement value, string path, Scratch output)
    {
        var kind = value.ValueKind switch
        {
            JsonValueKind.Null => 0,
            JsonValueKind.Number => 1,
            JsonValueKind.String => 2,
            JsonValueKind.True or JsonValueKind.False => 3,
            JsonValueKind.Object => 4,
            _ => 5,
        };
        var field = type.Fields.First(f => f.Name == ValueKinds[kind]);
        return kind == 0 ? Scalar(field, "0"u8, output) : Single(field, value, path, output);
    }

    private bool Any(MessageType type, JsonElement value, string path, Scratch output)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(AnyType, out var url) || url.ValueKind != JsonValueKind.String)
            return Fail($"the value at {path} is an Any, which says by '{AnyType}' what it holds: {{\"{AnyType}\": \"type.googleapis.com/package.Message\", …}}");
        var name = url.GetString()!;
        if (!type.Known.TryGetValue($".{name[(name.LastIndexOf('/') + 1)..]}", out var held))
            return Fail($"the schema has no message of the type that {path}.{AnyType} names");
        var inner = new Scratch();
        if (held.WellKnown != WellKnown.No)
        {
            if (!value.TryGetProperty(AnyValue, out var plain))
                return Fail($"the value lacks {path}.{AnyValue}, which is what an Any of this type holds");
            if (!Message(held, plain, $"{path}.{AnyValue}", inner))
                return false;
        }
        else if (!Message(held, Without(value, AnyType), path, inner))
        {
            return false;
        }

        Delimited(AnyPlan.TypeNumber, Encoding.UTF8.GetBytes(name), output);
        Delimited(AnyPlan.ValueNumber, inner.Written, output);
        return true;
    }

    private static JsonElement Without(JsonElement value, string name) =>
        JsonSerializer.SerializeToElement(value.EnumerateObject().Where(m => !m.NameEquals(name)).ToDictionary(m => m.Name, m => m.Value));

    private static void Delimited(int number, ReadOnlySpan<byte> content, Scratch output)
    {
        Tag(number, WireType.Length, output);
        ScalarCodec.AppendVarint((ulong)content.Length, output);
        output.Append(content);
    }

    private static void Tag(int number, WireType wire, Scratch output) => ScalarCodec.AppendVarint(((ulong)number << 3) | (ulong)wire, output);

    private bool Fail(string problem)
    {
        _problem = problem;
        return false;
    }
}
