using System.Buffers;

namespace Compliance.Kafka.Wire;

/// <summary>
/// The patches of <see cref="Edits"/> in the order of the bytes, with the bytes that come in. All buffers are pooled.
/// </summary>
internal sealed class PatchList
{
    private Patch[] _patches = [];
    private byte[] _scratch = [];
    private int _scratchUsed;
    private ReadOnlyMemory<byte>[] _memories = [];
    private int _memoriesUsed;

    public int Count { get; private set; }

    /// <summary>Bytes that the body gains, or loses; known once prepared.</summary>
    public int Growth { get; private set; }

    /// <summary>Adds a patch, or takes the place of the same node's; gives the scratch bytes to be filled.</summary>
    public Span<byte> Put(int node, PatchKind kind, int start, int end, int scratch, int memory)
    {
        var patch = new Patch
        {
            Node = node,
            Kind = kind,
            Start = start,
            End = end,
            Scratch = Take(scratch),
            ScratchLength = scratch,
            Memory = memory,
        };
        int at = Place(patch);
        if (kind != PatchKind.Insert && Same(at, patch))
            _patches[at] = patch;
        else
            Insert(at, patch);
        return _scratch.AsSpan(patch.Scratch, scratch);
    }

    public void CountBy(int node, int start, int end, int delta)
    {
        var patch = new Patch { Node = node, Kind = PatchKind.Count, Start = start, End = end, Memory = -1 };
        int at = Place(patch);
        if (!Same(at, patch))
            Insert(at, patch);
        _patches[at].Value += delta;
    }

    public void TagSize(int node, int start, int end)
    {
        var patch = new Patch { Node = node, Kind = PatchKind.TagSize, Start = start, End = end, Memory = -1 };
        int at = Place(patch);
        if (!Same(at, patch))
            Insert(at, patch);
    }

    public bool IsRemoved(int node, in WalkNode at)
    {
        var patch = new Patch { Node = node, Kind = PatchKind.Cover, Start = at.Start, End = at.End };
        int place = Place(patch);
        return Same(place, patch) && _patches[place].ScratchLength == 0;
    }

    /// <summary>Keeps a memory for a patch; gives its index.</summary>
    public int Keep(ReadOnlyMemory<byte> memory)
    {
        Grow(ref _memories, _memoriesUsed + 1, _memoriesUsed);
        _memories[_memoriesUsed] = memory;
        return _memoriesUsed++;
    }

    /// <summary>Finds out which patches count, the bytes each brings, and what the body gains.</summary>
    public void Prepare(Walk walk)
    {
        ReadOnlySpan<WalkNode> nodes = walk.Nodes;
        Span<Patch> patches = _patches.AsSpan(0, Count);
        int coveredFrom = 0;
        int coveredTo = 0;
        for (int i = 0; i < patches.Length; i++)
        {
            ref Patch patch = ref patches[i];
            patch.Void = patch.Node >= coveredFrom && patch.Node < coveredTo;
            patch.Length = patch.ScratchLength + (patch.Memory < 0 ? 0 : _memories[patch.Memory].Length);
            if (patch.Kind == PatchKind.Count)
                patch.Length = CountWriter.Size(walk, patch.Node, patch.Value);
            if (patch.Kind == PatchKind.Cover && !patch.Void)
                (coveredFrom, coveredTo) = (patch.Node, nodes[patch.Node].Next);
        }

        // Inner tagged fields stand behind outer ones, so that from the last to the first each finds its sum complete.
        if (walk.HasTags)
            for (int i = patches.Length - 1; i >= 0; i--)
                if (patches[i] is { Kind: PatchKind.TagSize, Void: false })
                    SumTag(nodes, patches, i);

        Growth = 0;
        foreach (ref readonly Patch patch in patches)
            if (!patch.Void)
                Growth += patch.Length - (patch.End - patch.Start);
    }

    /// <summary>Writes the body with the patches applied; the target has exactly their length.</summary>
    public void Write(Walk walk, Span<byte> target)
    {
        ReadOnlySpan<byte> body = walk.Body;
        int from = 0;
        int to = 0;
        foreach (ref readonly Patch patch in _patches.AsSpan(0, Count))
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
    }

    public void Release()
    {
        Clear();
        GiveBack(ref _patches);
        GiveBack(ref _scratch);
        GiveBack(ref _memories);
    }

    private static void SumTag(ReadOnlySpan<WalkNode> nodes, Span<Patch> patches, int tag)
    {
        ref readonly WalkNode node = ref nodes[patches[tag].Node];
        int size = node.End - node.Content;
        for (int i = tag + 1; i < patches.Length && patches[i].Node > patches[tag].Node && patches[i].Node < node.Next; i++)
            if (!patches[i].Void)
                size += patches[i].Length - (patches[i].End - patches[i].Start);
        patches[tag].Value = size;
        patches[tag].Length = Varint.Size((uint)node.Count) + Varint.Size((uint)size);
    }

    /// <summary>The index where the patch stands, or where it has to be inserted.</summary>
    private int Place(in Patch patch)
    {
        int low = 0;
        int high = Count;
        if (high > 0 && _patches[high - 1].ComesBefore(patch))
            return high;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            bool goesRight = _patches[middle].ComesBefore(patch)
                || (patch.Kind == PatchKind.Insert && !patch.ComesBefore(_patches[middle]));
            if (goesRight)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private bool Same(int index, in Patch patch) =>
        index < Count && _patches[index].Node == patch.Node && _patches[index].Kind == patch.Kind && _patches[index].Start == patch.Start;

    private void Insert(int index, in Patch patch)
    {
        Grow(ref _patches, Count + 1, Count);
        _patches.AsSpan(index, Count - index).CopyTo(_patches.AsSpan(index + 1));
        _patches[index] = patch;
        Count++;
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
