using System.Collections;
using System.Globalization;
using Compliance.Kafka.Schema;

namespace Compliance.Kafka.Wire.Objects;

/// <summary>
/// Values of a <see cref="Message"/>'s fields: bool, sbyte, short, ushort, int, long, double, Guid, string, byte[] (bytes
/// and records), Message; arrays are List&lt;Message&gt;, List&lt;string&gt; or an array of the number's type.
/// </summary>
internal static class FieldValue
{
    /// <summary>The value that Kafka gives a field which nobody set.</summary>
    public static object? Default(MessageProgram program, FieldSchema field)
    {
        if (field.Default == "null" && field.Nullable)
            return null;
        string? text = field.Default == "null" ? null : field.Default;
        return field.Type switch
        {
            FieldType.Array => Array(program, field, System.Array.Empty<object>()),
            FieldType.Struct => new Message(program, field.Id),
            FieldType.String => text ?? "",
            FieldType.Bytes or FieldType.Records => System.Array.Empty<byte>(),
            FieldType.Bool => text == "true",
            FieldType.Uuid => Guid.Empty,
            FieldType.Float64 => 0.0,
            _ => Number(field.Type, text is null ? 0L : Parse(text)),
        };
    }

    /// <summary>Turns what a caller sets into the field's own type; refuses what does not fit it.</summary>
    /// <exception cref="ArgumentException">Another type, or null where the version knows none.</exception>
    /// <exception cref="OverflowException">A number out of the field's range.</exception>
    public static object? Of(MessageProgram program, FieldSchema field, object? value)
    {
        if (value is null)
            return field.Nullable ? null : throw Unfit(program, field, "null");
        return field.Type switch
        {
            FieldType.Array when value is IEnumerable items => Array(program, field, items),
            FieldType.Struct when value is Message message && message.IsOf(program, field.Id) => message,
            FieldType.String when value is string => value,
            FieldType.Bytes or FieldType.Records when value is byte[] => value,
            FieldType.Bool when value is bool => value,
            FieldType.Uuid when value is Guid => value,
            FieldType.Float64 when value is double => value,
            FieldType.Int8 or FieldType.Int16 or FieldType.UInt16 or FieldType.Int32 or FieldType.Int64
                when value is sbyte or byte or short or ushort or int or uint or long
                => Number(field.Type, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            _ => throw Unfit(program, field, value.GetType().Name),
        };
    }

    /// <summary>Whether two values of one field are the same; a struct is compared by its fields.</summary>
    public static bool Same(object? left, object? right) => (left, right) switch
    {
        (Message a, Message b) => a.SameAs(b),
        (string a, string b) => a == b,
        (IList a, IList b) => a.Count == b.Count && a.Cast<object?>().Zip(b.Cast<object?>()).All(pair => Same(pair.First, pair.Second)),
        _ => Equals(left, right),
    };

    private static object Array(MessageProgram program, FieldSchema field, IEnumerable items)
    {
        if (field.ItemType is null)
        {
            FieldSchema element = program.Field((ushort)(field.Id + 1));
            IEnumerable<object?> values = items.Cast<object?>().Select(item => Of(program, element, item));
            return element.Type == FieldType.Struct ? values.Cast<Message>().ToList() : values.Cast<string>().ToList();
        }

        return field.ItemType switch
        {
            FieldType.Int8 => items.Cast<sbyte>().ToArray(),
            FieldType.Int16 => items.Cast<short>().ToArray(),
            FieldType.Int32 => items.Cast<int>().ToArray(),
            FieldType.Int64 => items.Cast<long>().ToArray(),
            FieldType.Uuid => items.Cast<Guid>().ToArray(),
            _ => throw Unfit(program, field, "an array of numbers without a reader"),
        };
    }

    private static object Number(FieldType type, long value) => type switch
    {
        FieldType.Int8 => (object)checked((sbyte)value),
        FieldType.Int16 => checked((short)value),
        FieldType.UInt16 => checked((ushort)value),
        FieldType.Int32 => checked((int)value),
        _ => value,
    };

    private static long Parse(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? long.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static ArgumentException Unfit(MessageProgram program, FieldSchema field, string found) =>
        new($"{program}: {field.Path} is {field.Type}, which {found} does not fit.");
}
