using System.Text.Unicode;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Fuzz.Wire;

/// <summary>What a tape must look like whatever the bytes were.</summary>
internal static class TapeCheck
{
    /// <summary>Nodes nest, lie within the body, and are no more than twice its bytes.</summary>
    public static void Run(Walk walk, int length)
    {
        var nodes = walk.Nodes;
        Expect(nodes.Length <= (2 * length) + 2 + walk.Program.Fields.Length, "more nodes than the bytes can hold");
        for (int i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            Expect(node.Start >= 0 && node.Start <= node.Content && node.Content <= node.End && node.End <= length, $"node {i} reaches beyond its bytes");
            Expect(node.Next > i && node.Next <= nodes.Length, $"node {i} does not nest");
            if (i == 0)
                continue;
            ref readonly var parent = ref nodes[node.Parent];
            Expect(node.Parent < i && node.Next <= parent.Next && node.Start >= parent.Start && node.End <= parent.End, $"node {i} leaves its parent");
            ReadTyped(walk, i);
        }
    }

    /// <summary>Whether the bytes are those that Kafka's own encoder writes for what they say: then the tree must give them back.</summary>
    public static bool IsCanonical(Walk walk)
    {
        bool flexible = walk.Program.Flexible;
        var nodes = walk.Nodes;
        for (int i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            int prefix = node.Content - node.Start;
            bool isPlain = node.Kind switch
            {
                // A tagged field that says its default is left out by an encoder.
                NodeKind.Tag => node.Field == WalkNode.NoField && prefix == Size((uint)node.Count) + Size((uint)node.Length),
                NodeKind.Tags => prefix == Size((uint)node.Count),
                NodeKind.Null => node.Field == 0 || (walk.Program.Field(node.Field).Type == FieldType.Struct ? walk.Body[node.Start] == 0xff : prefix == (flexible ? 1 : prefix)),
                NodeKind.Struct => (prefix == 0 || walk.Body[node.Start] == 1) && (!flexible || EndsPlainly(nodes, i)),
                NodeKind.Array => !flexible || prefix == Size((uint)node.Count + 1),
                _ => IsPlain(walk, i, prefix, flexible),
            };
            if (!isPlain)
                return false;
        }

        return true;
    }

    private static bool IsPlain(Walk walk, int at, int prefix, bool flexible) => walk.Program.Field(walk.Nodes[at].Field).Type switch
    {
        FieldType.Bool => walk.Body[walk.Nodes[at].Content] <= 1,
        FieldType.String => Utf8.IsValid(walk.Content(at)) && (!flexible || prefix == Size((uint)walk.Nodes[at].Length + 1)),
        FieldType.Bytes or FieldType.Records => !flexible || prefix == Size((uint)walk.Nodes[at].Length + 1),
        _ => true,
    };

    /// <summary>Behind the last field stands a tag section with tags in it, or the single zero of an empty one.</summary>
    private static bool EndsPlainly(ReadOnlySpan<WalkNode> nodes, int at)
    {
        int end = nodes[at].Content;
        bool tags = false;
        for (int i = at + 1; i < nodes[at].Next; i = nodes[i].Next)
            (end, tags) = (nodes[i].End, nodes[i].Kind == NodeKind.Tags);
        return nodes[at].End - end == (tags ? 0 : 1);
    }

    private static int Size(uint value) => value < 1u << 7 ? 1 : value < 1u << 14 ? 2 : value < 1u << 21 ? 3 : value < 1u << 28 ? 4 : 5;

    private static void ReadTyped(Walk walk, int node)
    {
        if (walk.Nodes[node] is not { Kind: NodeKind.Value, Field: not WalkNode.NoField } at)
            return;
        switch (walk.Program.Field(at.Field).Type)
        {
            case FieldType.Bool:
                walk.Bool(node);
                break;
            case FieldType.Int8:
                walk.Int8(node);
                break;
            case FieldType.Int16:
                walk.Int16(node);
                break;
            case FieldType.UInt16:
                walk.UInt16(node);
                break;
            case FieldType.Int32:
                walk.Int32(node);
                break;
            case FieldType.Int64:
                walk.Int64(node);
                break;
            case FieldType.Float64:
                walk.Float64(node);
                break;
            case FieldType.Uuid:
                walk.Uuid(node);
                break;
            default:
                Expect(walk.Content(node).Length == at.Length, "a content is not its length");
                break;
        }
    }

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
            throw new OracleException(otherwise);
    }
}
