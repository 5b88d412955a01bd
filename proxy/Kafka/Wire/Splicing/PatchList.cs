using System.Buffers;

namespace Compliance.Kafka.Wire.Splicing;

/// <summary>
/// The patches of <see cref="Edits"/>, with the bytes that come in. They are only collected while edits are made, and put
/// in order once before they are written, so that any order of edits costs n log n. All buffers are pooled.
/// </summary>
internal sealed class PatchList
{
    private Patch[] _patches = [];
    private byte[] _scratch = [];
    private int _scratchUsed;
    private ReadOnlyMemory<byte>[] _memories = [];
    private int _memoriesUsed;
    private int _made;
    private bool _inOrder = true;

    public int Count { get; private set; }

    /// <summary>Bytes that the body gains, or loses; known once prepared.</summary>
    public int Growth { get; private set; }

    private Span<Patch> Patches => _patches.AsSpan(0, Count);

    /// <summary>Adds a patch; gives its scratch bytes, to be filled.</summary>
    public Span<byte> Put(Patch patch, int scratch)
    {
        patch.Scratch = Take(scratch);
        patch.ScratchLength = scratch;
        Add(patch);
        return _scratch.AsSpan(patch.Scratch, scratch);
    }

    /// <summary>Notes that what stands in front of a node, a count or a tag's size, has to be written anew.</summary>
    public void Note(PatchKind kind, int node, in WalkNode at)
    {
        if (Count == 0 || _patches[Count - 1].Node != node || _patches[Count - 1].Kind != kind)
            Add(new Patch { Kind = kind, Node = node, Start = at.Start, End = at.Content, Memory = -1 });
    }

    /// <summary>Keeps a memory for a patch; gives its index.</summary>
    public int Keep(ReadOnlyMemory<byte> memory)
    {
        Grow(ref _memories, _memoriesUsed + 1, _memoriesUsed);
        _memories[_memoriesUsed] = memory;
        return _memoriesUsed++;
    }

    /// <summary>Puts the patches in order and finds out which of them count, the bytes each brings, what the body gains.</summary>
    public void Prepare(Walk walk)
    {
        Order();
        ReadOnlySpan<WalkNode> nodes = walk.Nodes;
        Cover(nodes);
        CountElements(nodes);
        foreach (ref Patch patch in Patches)
            patch.Length = patch.Kind == PatchKind.Count
                ? CountWriter.Size(walk, patch.Node, patch.Value)
                : patch.ScratchLength + (patch.Memory < 0 ? 0 : _memories[patch.Memory].Length);
        if (walk.HasTags)
            SizeTags(nodes);
        Growth = 0;
        foreach (ref readonly Patch patch in Patches)
            if (!patch.Void)
                Growth += patch.Length - (patch.End - patch.Start);
    }

    /// <summary>Writes the body with the patches applied; the target has exactly their length.</summary>
    public void Write(Walk walk, Span<byte> target)
    {
        ReadOnlySpan<byte> body = walk.Body;
        int from = 0;
        int to = 0;
        foreach (ref readonly Patch patch in Patches)
        {
            if (patch.Void)
                continue;
            Copy(body[from..patch.Start], target, ref to);
            switch (patch.Kind)
            {
                case PatchKind.Count:
                    CountWriter.Write(walk, patch.Node, patch.Value, target.Slice(to, patch.Length));
                    to += patch.Length;
                    break;
                case PatchKind.TagSize:
                    to += Varint.Write(target[to..], (uint)walk.Nodes[patch.Node].Count);
                    to += Varint.Write(target[to..], (uint)patch.Value);
                    break;
                default:
                    Copy(_scratch.AsSpan(patch.Scratch, patch.ScratchLength), target, ref to);
                    if (patch.Memory >= 0)
                        Copy(_memories[patch.Memory].Span, target, ref to);
                    break;
            }

            from = patch.End;
        }

        Copy(body[from..], target, ref to);
    }

    public void Clear()
    {
        _memories.AsSpan(0, _memoriesUsed).Clear();
        Count = 0;
        Growth = 0;
        _scratchUsed = 0;
        _memoriesUsed = 0;
        _made = 0;
        _inOrder = true;
    }

    public void Release()
    {
        Clear();
        GiveBack(ref _patches);
        GiveBack(ref _scratch);
        GiveBack(ref _memories);
    }

    /// <summary>Sorts, and keeps the last of those that are the same.</summary>
    private void Order()
    {
        if (_inOrder)
            return;
        Patches.Sort(static (left, right) => left.CompareTo(right));
        int kept = 0;
        for (int i = 1; i < Count; i++)
        {
            if (!_patches[i].IsSameAs(_patches[kept]))
                kept++;
            _patches[kept] = _patches[i];
        }

        Count = kept + 1;
        _inOrder = true;
    }

    /// <summary>What covers stands before what it covers, and covers do not overlap but by lying in one another.</summary>
    private void Cover(ReadOnlySpan<WalkNode> nodes)
    {
        int from = 0;
        int to = 0;
        foreach (ref Patch patch in Patches)
        {
            patch.Value = 0;
            patch.Void = patch.Node >= from && patch.Node < to;
            if (patch.Kind == PatchKind.Cover && !patch.Void)
                (from, to) = (patch.Node, nodes[patch.Node].Next);
        }
    }

    private void CountElements(ReadOnlySpan<WalkNode> nodes)
    {
        Span<Patch> patches = Patches;
        int last = -1;
        foreach (ref readonly Patch patch in patches)
        {
            if (patch.Void || (!patch.Removes && patch.Kind != PatchKind.Insert))
                continue;
            int array = patch.Removes ? nodes[patch.Node].Parent : patch.Node;
            if (last < 0 || patches[last].Node != array)
                last = PlaceOf(CountOf(array, nodes[array]));
            patches[last].Value += patch.Removes ? -1 : 1;
        }
    }

    /// <summary>The index of the first patch that is not before the given one.</summary>
    private int PlaceOf(in Patch patch)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_patches[middle].CompareTo(patch) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static Patch CountOf(int node, in WalkNode at) =>
        new() { Kind = PatchKind.Count, Node = node, Start = at.Start, End = at.Content, Memory = -1 };

    /// <summary>Inner tagged fields stand behind outer ones, so that from the last to the first each finds its sum complete.</summary>
    private void SizeTags(ReadOnlySpan<WalkNode> nodes)
    {
        Span<Patch> patches = Patches;
        for (int tag = patches.Length - 1; tag >= 0; tag--)
        {
            if (patches[tag] is not { Kind: PatchKind.TagSize, Void: false })
                continue;
            ref readonly WalkNode node = ref nodes[patches[tag].Node];
            int size = node.Length;
            for (int i = tag + 1; i < patches.Length && patches[i].Node > patches[tag].Node && patches[i].Node < node.Next; i++)
                if (!patches[i].Void)
                    size += patches[i].Length - (patches[i].End - patches[i].Start);
            patches[tag].Value = size;
            patches[tag].Length = Varint.Size((uint)node.Count) + Varint.Size((uint)size);
        }
    }

    private void Add(Patch patch)
    {
        patch.Sequence = _made++;
        if (Count > 0 && (_patches[Count - 1].IsSameAs(patch) || _patches[Count - 1].CompareTo(patch) > 0))
            _inOrder = false;
        Grow(ref _patches, Count + 1, Count);
        _patches[Count++] = patch;
    }

    private int Take(int bytes)
    {
        Grow(ref _scratch, _scratchUsed + bytes, _scratchUsed);
        int at = _scratchUsed;
        _scratchUsed += bytes;
        return at;
    }

    private static void Copy(ReadOnlySpan<byte> from, Span<byte> target, ref int to)
    {
        from.CopyTo(target[to..]);
        to += from.Length;
    }

    private static void Grow<T>(ref T[] array, int needed, int used)
    {
        if (array.Length >= needed)
            return;
        T[] larger = ArrayPool<T>.Shared.Rent(Math.Max(needed, array.Length * 2));
        array.AsSpan(0, used).CopyTo(larger);
        GiveBack(ref array);
        array = larger;
    }

    private static void GiveBack<T>(ref T[] array)
    {
        if (array.Length > 0)
            ArrayPool<T>.Shared.Return(array);
        array = [];
    }
}
