using System.Buffers;
using System.Buffers.Binary;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire.Splicing;

namespace Compliance.Kafka.Wire;

/// <summary>
/// Changes to a walked message, written as a splice: the received bytes with the changed ranges replaced. Counts of
/// arrays and tag sections and sizes of tagged fields around a change are put right; everything else, unknown tags
/// included, leaves as it came. Bound to one <see cref="Walk"/>, whose next Read voids what is pending. Owned by one
/// thread at a time; buffers are pooled, so that steady state allocates nothing. Edits may come in any order; a later
/// edit of the same node wins; what is edited below a removed or replaced node has no effect.
/// A memory given to <see cref="SetBytes"/> is not copied and must live until the edits are written.
/// </summary>
public sealed class Edits : IDisposable
{
    private readonly Walk _walk;
    private readonly PatchList _patches = new();
    private int _generation;
    private bool _prepared;

    public Edits(Walk walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        _walk = walk;
    }

    /// <summary>Whether anything is to be changed or was cut off; false means that the body can leave as it came.</summary>
    public bool Any => _walk.CutOff > 0 || (_patches.Count > 0 && _generation == _walk.Generation);

    /// <summary>Bytes of the body as edited.</summary>
    public int NewLength
    {
        get
        {
            Prepare();
            return _walk.Body.Length + _patches.Growth;
        }
    }

    public void SetInt16(int node, short value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteInt16BigEndian(bytes, value);
        SetFixed(node, bytes);
    }

    public void SetInt32(int node, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        SetFixed(node, bytes);
    }

    public void SetInt64(int node, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        SetFixed(node, bytes);
    }

    public void SetUuid(int node, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        SetFixed(node, bytes);
    }

    /// <summary>Sets an element of an array of int32, which is a single node.</summary>
    public void SetInt32At(int array, int index, int value)
    {
        WalkNode node = Node(array);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)node.Count);
        int start = node.Content + index * sizeof(int);
        var patch = new Patch { Kind = PatchKind.Set, Node = array, Start = start, End = start + sizeof(int), Memory = -1 };
        BinaryPrimitives.WriteInt32BigEndian(Put(patch, sizeof(int)), value);
    }

    /// <summary>Sets a string.</summary>
    /// <exception cref="ArgumentException">Longer than 32767 bytes, or the node is no string.</exception>
    public void SetString(int node, ReadOnlySpan<byte> utf8)
    {
        Expect(node, FieldType.String);
        if (utf8.Length > short.MaxValue)
            throw new ArgumentException($"A string of {utf8.Length} bytes: Kafka admits {short.MaxValue}.", nameof(utf8));
        bool compact = _walk.Program.Flexible;
        Span<byte> target = SetLeaf(node, (compact ? Varint.Size((uint)utf8.Length + 1) : 2) + utf8.Length, -1);
        var writer = new WireWriter(target);
        writer.String(utf8, compact);
    }

    /// <summary>Sets bytes or records, by reference.</summary>
    public void SetBytes(int node, ReadOnlyMemory<byte> content)
    {
        Expect(node, FieldType.Bytes, FieldType.Records);
        bool compact = _walk.Program.Flexible;
        int prefix = compact ? Varint.Size((uint)content.Length + 1) : 4;
        Sync();
        var writer = new WireWriter(SetLeaf(node, prefix, _patches.Keep(content)));
        writer.Length(content.Length, compact);
    }

    /// <summary>Sets a string, bytes, records, array or struct to null.</summary>
    /// <exception cref="ArgumentException">The version knows no null there.</exception>
    public void SetNull(int node)
    {
        FieldSchema field = Schema(node);
        if (!field.Nullable)
            throw new ArgumentException($"{_walk.Program}: {field.Path} can't be null.", nameof(node));
        ReadOnlySpan<byte> encoded = field.Type switch
        {
            FieldType.Struct => [0xFF],
            _ when _walk.Program.Flexible => [0],
            FieldType.String => [0xFF, 0xFF],
            _ => [0xFF, 0xFF, 0xFF, 0xFF],
        };
        Replace(node, encoded);
    }

    /// <summary>Replaces a node, with its length, count or null marker and all below it, by what is encoded already.</summary>
    public void Replace(int node, ReadOnlySpan<byte> encoded)
    {
        WalkNode at = Node(node);
        PatchKind kind = Schema(node).Type is FieldType.Array or FieldType.Struct ? PatchKind.Cover : PatchKind.Set;
        encoded.CopyTo(Put(new Patch { Kind = kind, Node = node, Start = at.Start, End = at.End, Memory = -1 }, encoded.Length));
    }

    /// <summary>Removes an element of an array, or a tagged field, which then has its default.</summary>
    /// <exception cref="ArgumentException">The node is neither.</exception>
    public void Remove(int node)
    {
        WalkNode at = Node(node);
        int removed = node;
        if (at.Parent >= 0 && _walk.Nodes[at.Parent].Kind == NodeKind.Tag)
            (removed, at) = (at.Parent, _walk.Nodes[at.Parent]);
        if (at.Parent < 0 || _walk.Nodes[at.Parent].Kind is not (NodeKind.Array or NodeKind.Tags))
            throw new ArgumentException("Only elements of arrays and tagged fields can be removed.", nameof(node));
        NoteCount(at.Parent);
        Put(new Patch { Kind = PatchKind.Cover, Removes = true, Node = removed, Start = at.Start, End = at.End, Memory = -1 }, 0);
    }

    /// <summary>Appends an element, encoded already, to an array of structs or strings; a null array becomes one.</summary>
    public void Append(int array, ReadOnlySpan<byte> encodedElement)
    {
        Expect(array, FieldType.Array);
        WalkNode at = Node(array);
        NoteCount(array);
        encodedElement.CopyTo(Put(new Patch { Kind = PatchKind.Insert, Node = array, Start = at.End, End = at.End, Memory = -1 }, encodedElement.Length));
    }

    /// <summary>Writes the body as edited; gives <see cref="NewLength"/>.</summary>
    /// <exception cref="ArgumentException">The target is shorter than that.</exception>
    public int WriteTo(Span<byte> target)
    {
        int length = NewLength;
        _patches.Write(_walk, target[..length]);
        return length;
    }

    /// <summary>Writes the body as edited.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        int length = NewLength;
        output.Advance(WriteTo(output.GetSpan(length)));
    }

    /// <summary>Forgets what is pending.</summary>
    public void Clear()
    {
        _patches.Clear();
        _prepared = false;
        _generation = _walk.Generation;
    }

    /// <summary>Gives the buffers back; the edits can be used again.</summary>
    public void Release() => _patches.Release();

    public void Dispose() => Release();

    private void SetFixed(int node, ReadOnlySpan<byte> bytes)
    {
        WalkNode at = Node(node);
        if (at.Kind != NodeKind.Value || at.End - at.Start != bytes.Length || at.Start != at.Content)
            throw new ArgumentException($"Node {node} is no number of {bytes.Length} bytes.", nameof(node));
        bytes.CopyTo(SetLeaf(node, bytes.Length, -1));
    }

    private Span<byte> SetLeaf(int node, int scratch, int memory)
    {
        WalkNode at = Node(node);
        return Put(new Patch { Kind = PatchKind.Set, Node = node, Start = at.Start, End = at.End, Memory = memory }, scratch);
    }

    private void NoteCount(int array)
    {
        Begin(array);
        _patches.Note(PatchKind.Count, array, _walk.Nodes[array]);
    }

    private Span<byte> Put(Patch patch, int scratch)
    {
        Begin(patch.Node);
        return _patches.Put(patch, scratch);
    }

    /// <summary>Every tagged field around the node may change its size.</summary>
    private void Begin(int node)
    {
        Sync();
        _prepared = false;
        if (!_walk.HasTags)
            return;
        ReadOnlySpan<WalkNode> nodes = _walk.Nodes;
        for (int above = nodes[node].Parent; above >= 0; above = nodes[above].Parent)
            if (nodes[above].Kind == NodeKind.Tag)
                _patches.Note(PatchKind.TagSize, above, nodes[above]);
    }

    private void Sync()
    {
        if (_generation != _walk.Generation)
            Clear();
    }

    private void Prepare()
    {
        Sync();
        if (!_prepared)
            _patches.Prepare(_walk);
        _prepared = true;
    }

    private WalkNode Node(int node)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)node, (uint)_walk.Nodes.Length, nameof(node));
        return _walk.Nodes[node];
    }

    private FieldSchema Schema(int node) => Node(node) is { Field: not WalkNode.NoField, Kind: not NodeKind.Tag } at
        ? _walk.Program.Field(at.Field)
        : throw new ArgumentException($"Node {node} is no field.", nameof(node));

    private void Expect(int node, FieldType type, FieldType or = FieldType.Struct)
    {
        FieldSchema field = Schema(node);
        if (field.Type != type && (or == FieldType.Struct || field.Type != or))
            throw new ArgumentException($"{_walk.Program}: {field.Path} is {field.Type}, not {type}.", nameof(node));
    }
}
