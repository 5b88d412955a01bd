using System.Buffers.Binary;

namespace Compliance.Kafka.Wire.Splicing;

/// <summary>
/// Writes the count in front of an edited array or tag section: int32, uvarint + 1, or uvarint where it counts tags.
/// </summary>
internal static class CountWriter
{
    public static int Size(Walk walk, int node, int delta)
    {
        ref readonly WalkNode at = ref walk.Nodes[node];
        uint count = (uint)(at.Count + delta);
        if (at.Kind == NodeKind.Tags)
            return Varint.Size(count);
        return walk.Program.Flexible ? Varint.Size(count + 1) : 4;
    }

    public static void Write(Walk walk, int node, int delta, Span<byte> target)
    {
        ref readonly WalkNode at = ref walk.Nodes[node];
        uint count = (uint)(at.Count + delta);
        if (at.Kind == NodeKind.Tags)
            Varint.Write(target, count);
        else if (walk.Program.Flexible)
            Varint.Write(target, count + 1);
        else
            BinaryPrimitives.WriteUInt32BigEndian(target, count);
    }
}
