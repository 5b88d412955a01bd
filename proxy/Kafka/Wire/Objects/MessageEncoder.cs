using System.Collections;
using System.Text;
using Compliance.Kafka.Schema;

namespace Compliance.Kafka.Wire.Objects;

/// <summary>Writes a <see cref="Message"/>; tagged fields that hold their default are left out, as Kafka does.</summary>
internal static class MessageEncoder
{
    /// <summary>Fields without a tag, then, where the version is flexible, the tag section.</summary>
    public static void Struct(ref WireWriter writer, Message message)
    {
        for (int i = 0; i < message.Fields.Count; i++)
            if (message.Fields[i].Tag < 0)
                Value(ref writer, message.Program, message.Fields[i], message.ValueAt(i));
        if (message.Program.Flexible)
            Tags(ref writer, message);
    }

    private static void Tags(ref WireWriter writer, Message message)
    {
        var known = new SortedDictionary<int, int>();
        for (int i = 0; i < message.Fields.Count; i++)
            if (message.Fields[i] is { Tag: >= 0 } field && !FieldValue.Same(message.ValueAt(i), FieldValue.Default(message.Program, field)))
                known.Add(field.Tag, i);
        IReadOnlyDictionary<int, byte[]>? unknown = message.UnknownTags;
        writer.UVarint((uint)(known.Count + (unknown?.Count ?? 0)));
        foreach (int tag in known.Keys.Concat(unknown?.Keys ?? []).Order())
        {
            writer.UVarint((uint)tag);
            if (known.TryGetValue(tag, out int index))
            {
                FieldSchema field = message.Fields[index];
                var counter = WireWriter.Counter();
                Value(ref counter, message.Program, field, message.ValueAt(index));
                writer.UVarint((uint)counter.Position);
                Value(ref writer, message.Program, field, message.ValueAt(index));
            }
            else
            {
                writer.UVarint((uint)unknown![tag].Length);
                writer.Raw(unknown[tag]);
            }
        }
    }

    private static void Value(ref WireWriter writer, MessageProgram program, FieldSchema field, object? value)
    {
        bool compact = program.Flexible;
        switch (field.Type)
        {
            case FieldType.Struct:
                if (field.Nullable)
                    writer.Int8((sbyte)(value is null ? -1 : 1));
                if (value is Message message)
                    Struct(ref writer, message);
                break;
            case FieldType.Array:
                Array(ref writer, program, field, (IList?)value);
                break;
            case FieldType.String when value is null:
                writer.NullString(compact);
                break;
            case FieldType.String:
                writer.String(Encoding.UTF8.GetBytes((string)value), compact);
                break;
            case FieldType.Bytes or FieldType.Records:
                byte[]? bytes = (byte[]?)value;
                writer.Length(bytes?.Length ?? -1, compact);
                writer.Raw(bytes);
                break;
            default:
                Fixed(ref writer, value!);
                break;
        }
    }

    private static void Array(ref WireWriter writer, MessageProgram program, FieldSchema field, IList? items)
    {
        writer.Length(items?.Count ?? -1, program.Flexible);
        if (items is null)
            return;
        FieldSchema? element = field.ItemType is null ? program.Field((ushort)(field.Id + 1)) : null;
        foreach (object item in items)
        {
            if (element is not null)
                Value(ref writer, program, element, item);
            else
                Fixed(ref writer, item);
        }
    }

    private static void Fixed(ref WireWriter writer, object value)
    {
        switch (value)
        {
            case bool flag:
                writer.Int8((sbyte)(flag ? 1 : 0));
                break;
            case sbyte number:
                writer.Int8(number);
                break;
            case short number:
                writer.Int16(number);
                break;
            case ushort number:
                writer.Int16((short)number);
                break;
            case int number:
                writer.Int32(number);
                break;
            case long number:
                writer.Int64(number);
                break;
            case double number:
                writer.Float64(number);
                break;
            default:
                writer.Uuid((Guid)value);
                break;
        }
    }
}
