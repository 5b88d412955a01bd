using System.Runtime.InteropServices;
using System.Text;
using Compliance.Kafka.Schema;

namespace Compliance.Kafka.Wire.Objects;

/// <summary>Makes a <see cref="Message"/> of a walked struct.</summary>
internal static class MessageDecoder
{
    public static Message Struct(Walk walk, int node)
    {
        WalkNode at = walk.Nodes[node];
        if (at.Kind != NodeKind.Struct)
            throw new ArgumentException($"Node {node} is no struct.", nameof(node));
        var message = new Message(walk.Program, at.Field);
        for (int i = 0; i < message.Fields.Count; i++)
            if (walk.Child(node, message.Fields[i].Id) is var child and >= 0)
                message.SetAt(i, Value(walk, child, message.Fields[i]));
        int last = node;
        for (int i = node + 1; i < at.Next; i = walk.Nodes[i].Next)
            last = i;
        if (last > node && walk.Nodes[last].Kind == NodeKind.Tags)
            foreach (int tag in walk.Elements(last))
                if (walk.Nodes[tag].Field == WalkNode.NoField)
                    message.AddUnknownTag(walk.Nodes[tag].Count, walk.Content(tag).ToArray());
        return message;
    }

    public static object? Value(Walk walk, int node, FieldSchema field)
    {
        if (walk.IsNull(node))
            return null;
        return field.Type switch
        {
            FieldType.Struct => Struct(walk, node),
            FieldType.Array when field.ItemType is { } item => Items(walk.Content(node), item),
            FieldType.Array => Elements(walk, node, walk.Program.Field((ushort)(field.Id + 1))),
            FieldType.Bool => walk.Bool(node),
            FieldType.Int8 => walk.Int8(node),
            FieldType.Int16 => walk.Int16(node),
            FieldType.UInt16 => walk.UInt16(node),
            FieldType.Int32 => walk.Int32(node),
            FieldType.Int64 => walk.Int64(node),
            FieldType.Float64 => walk.Float64(node),
            FieldType.Uuid => walk.Uuid(node),
            FieldType.String => Encoding.UTF8.GetString(walk.Utf8(node)),
            _ => walk.Content(node).ToArray(),
        };
    }

    private static object Elements(Walk walk, int array, FieldSchema element)
    {
        if (element.Type == FieldType.Struct)
        {
            var structs = new List<Message>(walk.Nodes[array].Count);
            foreach (int node in walk.Elements(array))
                structs.Add(Struct(walk, node));
            return structs;
        }

        var texts = new List<string>(walk.Nodes[array].Count);
        foreach (int node in walk.Elements(array))
            texts.Add(Encoding.UTF8.GetString(walk.Utf8(node)));
        return texts;
    }

    private static object Items(ReadOnlySpan<byte> content, FieldType item)
    {
        var reader = new WireReader(content);
        switch (item)
        {
            case FieldType.Int8:
                return MemoryMarshal.Cast<byte, sbyte>(content).ToArray();
            case FieldType.Int16:
                short[] shorts = new short[content.Length / sizeof(short)];
                for (int i = 0; i < shorts.Length; i++)
                    shorts[i] = reader.Int16();
                return shorts;
            case FieldType.Int32:
                int[] ints = new int[content.Length / sizeof(int)];
                for (int i = 0; i < ints.Length; i++)
                    ints[i] = reader.Int32();
                return ints;
            case FieldType.Int64:
                long[] longs = new long[content.Length / sizeof(long)];
                for (int i = 0; i < longs.Length; i++)
                    longs[i] = reader.Int64();
                return longs;
            default:
                var uuids = new Guid[content.Length / 16];
                for (int i = 0; i < uuids.Length; i++)
                    uuids[i] = reader.Uuid();
                return uuids;
        }
    }
}
