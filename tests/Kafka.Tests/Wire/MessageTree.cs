using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Kafka.Tests.Wire;

/// <summary>A walked message as a tree of its own bytes: the plain model against which splices are checked.</summary>
internal sealed class MessageTree
{
    public required ushort Field { get; init; }
    public required NodeKind Kind { get; set; }
    public required int Tag { get; init; }

    /// <summary>Content of a leaf, of an array of numbers and of an unknown tag.</summary>
    public required byte[] Value { get; set; }

    public List<MessageTree> Children { get; } = [];
    public MessageTree? Parent { get; private set; }

    /// <summary>The tree, and its nodes by their index in the walk.</summary>
    public static MessageTree[] Nodes(Walk walk)
    {
        var nodes = new MessageTree[walk.Nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            WalkNode node = walk.Nodes[i];
            bool leaf = node.Next == i + 1 && node.Kind is NodeKind.Value or NodeKind.Array or NodeKind.Tag;
            nodes[i] = new MessageTree
            {
                Field = node.Field,
                Kind = node.Kind,
                Tag = node.Kind == NodeKind.Tag ? node.Count : -1,
                Value = leaf ? walk.Content(i).ToArray() : [],
            };
            if (node.Parent >= 0)
                nodes[node.Parent].Add(nodes[i]);
        }

        return nodes;
    }

    public void Add(MessageTree child)
    {
        child.Parent = this;
        Children.Add(child);
    }

    public MessageTree Copy()
    {
        var copy = new MessageTree { Field = Field, Kind = Kind, Tag = Tag, Value = Value };
        foreach (MessageTree child in Children)
            copy.Add(child.Copy());
        return copy;
    }

    /// <summary>Takes a node out of the tree; a tag section left empty goes with it.</summary>
    public void Remove()
    {
        Parent!.Children.Remove(this);
        if (Parent is { Kind: NodeKind.Tags, Children.Count: 0 })
            Parent.Remove();
    }

    /// <summary>The first difference, as a path; null if there is none.</summary>
    public string? Difference(MessageTree other, MessageProgram program)
    {
        string name = Field == WalkNode.NoField ? Kind.ToString() : program.Field(Field).Path;
        if (Field != other.Field || Kind != other.Kind || Tag != other.Tag || Children.Count != other.Children.Count)
            return $"{name}: {Kind} with {Children.Count} instead of {other.Kind} with {other.Children.Count}";
        if (!Value.AsSpan().SequenceEqual(other.Value))
            return $"{name}: {Convert.ToHexString(Value)} instead of {Convert.ToHexString(other.Value)}";
        for (int i = 0; i < Children.Count; i++)
            if (Children[i].Difference(other.Children[i], program) is { } difference)
                return difference;
        return null;
    }
}
