using System.Text;
using System.Text.Json;

namespace Compliance.Protect.Formats.Avro;

/// <summary>
/// Makes an Avro value of what it means, written in JSON: dates by ISO 8601, decimals as numbers, bytes as text, of a union the first branch
/// that takes the value. For what people write (tests of policies, questions), never for records. One use per instance.
/// </summary>
internal sealed class AvroJsonWriter
{
    private readonly Scratch _output = new();

    /// <summary>Why it does not fit, and where.</summary>
    private string? _problem;

    /// <summary>Null, and what is wrong with it, where the value does not fit the schema.</summary>
    internal static byte[]? Write(AvroSchema schema, JsonElement value, out string? problem)
    {
        var writer = new AvroJsonWriter();
        var fits = writer.Try(schema.Root, value, "$");
        problem = fits ? null : writer._problem;
        return fits ? writer._output.Written.ToArray() : null;
    }

    private bool Try(AvroType type, JsonElement value, string path)
    {
        var start = _output.Length;
        var fits = type.Kind switch
        {
            AvroKind.Null => value.ValueKind == JsonValueKind.Null,
            AvroKind.Union => Union(type, value, path),
            AvroKind.Record => value.ValueKind == JsonValueKind.Object && Record(type, value, path),
            AvroKind.Array => value.ValueKind == JsonValueKind.Array && Array(type, value, path),
            AvroKind.Map => value.ValueKind == JsonValueKind.Object && Map(type, value, path),
            _ => Scalar(type, value),
        };
        if (fits)
            return true;
        _output.Truncate(start);
        _problem ??= $"the value at {path} does not fit its type, {type.Kind.ToString().ToLowerInvariant()}";
        return false;
    }

    private bool Union(AvroType type, JsonElement value, string path)
    {
        for (var i = 0; i < type.Branches.Length; i++)
        {
            var start = _output.Length;
            AvroNumber.Write(i, _output);
            if (Try(type.Branches[i], value, path))
            {
                _problem = null;
                return true;
            }

            _output.Truncate(start);
        }

        return false;
    }

    private bool Record(AvroType type, JsonElement value, string path)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (!type.Fields.Any(f => member.NameEquals(f.Name)))
                return Fail($"the schema has no field {path}.{member.Name}");
        }

        foreach (var (name, inner) in type.Fields)
        {
            var at = $"{path}.{Encoding.UTF8.GetString(name)}";
            if (value.TryGetProperty(name, out var member))
            {
                if (!Try(inner, member, at))
                    return false;
            }
            else if (inner.NullBranch >= 0)
            {
                AvroNumber.Write(inner.NullBranch, _output);
            }
            else if (inner.Kind != AvroKind.Null)
            {
                return Fail($"the value lacks {at}");
            }
        }

        return true;
    }

    private bool Array(AvroType type, JsonElement value, string path)
    {
        if (value.GetArrayLength() > 0)
            AvroNumber.Write(value.GetArrayLength(), _output);
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (!Try(type.Item!, item, $"{path}[{index++}]"))
                return false;
        }

        AvroNumber.Write(0, _output);
        return true;
    }

    private bool Map(AvroType type, JsonElement value, string path)
    {
        var count = value.EnumerateObject().Count();
        if (count > 0)
            AvroNumber.Write(count, _output);
        foreach (var entry in value.EnumerateObject())
        {
            var key = Encoding.UTF8.GetBytes(entry.Name);
            AvroNumber.Write(key.Length, _output);
            _output.Append(key);
            if (!Try(type.Item!, entry.Value, $"{path}.{entry.Name}"))
                return false;
        }

        AvroNumber.Write(0, _output);
        return true;
    }

    private bool Scalar(AvroType type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => IsTextual(type) && AvroScalar.TryWrite(type, Encoding.UTF8.GetBytes(value.GetString()!), ScalarKind.Text, _output),
        JsonValueKind.Number => !IsTextual(type) && AvroScalar.TryWrite(type, Encoding.UTF8.GetBytes(value.GetRawText()), ScalarKind.Number, _output),
        JsonValueKind.True or JsonValueKind.False => AvroScalar.TryWrite(type, Encoding.UTF8.GetBytes(value.GetRawText()), ScalarKind.Boolean, _output) && type.Kind == AvroKind.Boolean,
        _ => false,
    };

    private static bool IsTextual(AvroType type) => type.Logical switch
    {
        AvroLogical.Date or AvroLogical.Timestamp or AvroLogical.LocalTimestamp => true,
        AvroLogical.Decimal => false,
        _ => type.Kind is AvroKind.String or AvroKind.Bytes or AvroKind.Fixed or AvroKind.Enum,
    };

    private bool Fail(string problem)
    {
        _problem ??= problem;
        return false;
    }
}
