using System.Buffers.Binary;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Kafka.Tests.Wire;

/// <summary>The same changes made to a message twice: by <see cref="Edits"/>, and on its <see cref="MessageTree"/>.</summary>
internal sealed class SplicePair : IDisposable
{
    private readonly Walk _again = new();
    private readonly MessageTree[] _tree;

    public SplicePair(Walk walk, Edits edits)
    {
        Walk = walk;
        Edits = edits;
        Edits.Clear();
        _tree = MessageTree.Nodes(walk);
    }

    public Walk Walk { get; }
    public Edits Edits { get; }

    public FieldSchema? Field(int node) =>
        Walk.Nodes[node] is { Field: not WalkNode.NoField, Kind: not NodeKind.Tag } at ? Walk.Program.Field(at.Field) : null;

    public void SetContent(int node, byte[] content)
    {
        _tree[node].Kind = NodeKind.Value;
        _tree[node].Value = content;
        if (Field(node)!.Type == FieldType.String)
            Edits.SetString(node, content);
        else
            Edits.SetBytes(node, content);
    }

    public void SetNull(int node)
    {
        _tree[node].Kind = NodeKind.Null;
        _tree[node].Value = [];
        _tree[node].Children.Clear();
        Edits.SetNull(node);
    }

    /// <summary>Turns every bit of a number or uuid.</summary>
    public void Invert(int node)
    {
        byte[] content = [.. Walk.Content(node).ToArray().Select(b => (byte)~b)];
        _tree[node].Value = content;
        switch (content.Length)
        {
            case 2:
                Edits.SetInt16(node, BinaryPrimitives.ReadInt16BigEndian(content));
                break;
            case 4:
                Edits.SetInt32(node, BinaryPrimitives.ReadInt32BigEndian(content));
                break;
            case 8:
                Edits.SetInt64(node, BinaryPrimitives.ReadInt64BigEndian(content));
                break;
            case 16:
                Edits.SetUuid(node, new Guid(content, bigEndian: true));
                break;
            default:
                Edits.Replace(node, content);
                break;
        }
    }

    public void SetItem(int array, int index, int value)
    {
        byte[] content = [.. _tree[array].Value];
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(index * 4), value);
        _tree[array].Value = content;
        Edits.SetInt32At(array, index, value);
    }

    public void Remove(int node)
    {
        MessageTree removed = _tree[node].Parent is { Kind: NodeKind.Tag } tag ? tag : _tree[node];
        if (removed.Parent!.Children.Contains(removed))
            removed.Remove();
        Edits.Remove(node);
    }

    public void AppendCopy(int array, int element)
    {
        _tree[array].Kind = NodeKind.Array;
        _tree[array].Add(MessageTree.Nodes(Walk)[element].Copy());
        Edits.Append(array, Walk.Body[Walk.Nodes[element].Start..Walk.Nodes[element].End]);
    }

    /// <summary>Writes the edits, walks them again and compares; leaves nothing pending.</summary>
    public void Check(string what)
    {
        byte[] spliced = new byte[Edits.NewLength];
        Assert.Equal(spliced.Length, Edits.WriteTo(spliced));
        WireFault? fault = _again.Read(Walk.Program, spliced);
        Assert.True(fault is null, $"{Walk.Program}, {what}: {fault}");
        string? difference = MessageTree.Nodes(_again)[0].Difference(_tree[0], Walk.Program);
        Assert.True(difference is null, $"{Walk.Program}, {what}: {difference}");
        Edits.Clear();
    }

    public void Dispose() => _again.Dispose();
}
