namespace Compliance.Kafka.Wire.Splicing;

/// <summary>One range of a body that is replaced: <c>[Start, End)</c> gives way to scratch bytes, then to a memory.</summary>
internal struct Patch
{
    public int Start;
    public int End;

    /// <summary>The node it belongs to.</summary>
    public int Node;

    /// <summary>When it was made: the later of two for the same node wins.</summary>
    public int Sequence;

    /// <summary>Where its bytes stand in the scratch buffer.</summary>
    public int Scratch;

    public int ScratchLength;

    /// <summary>Index in the list of memories, or -1.</summary>
    public int Memory;

    /// <summary>Of a count: elements more or less. Of a tag: its payload's new size. Known once prepared.</summary>
    public int Value;

    /// <summary>Bytes that come in, known once prepared.</summary>
    public int Length;

    public PatchKind Kind;

    /// <summary>Of a cover: nothing comes in, and the array or tag section around the node has one element less.</summary>
    public bool Removes;

    /// <summary>Below a node that is replaced or removed.</summary>
    public bool Void;

    public readonly bool IsSameAs(in Patch other) =>
        Kind != PatchKind.Insert && Node == other.Node && Kind == other.Kind && Start == other.Start;

    /// <summary>
    /// Order of the bytes. At one byte: insertions first, those of the innermost array before the others, in the order
    /// they were made; then the longest range, so that what covers stands before what it covers.
    /// </summary>
    public readonly int CompareTo(in Patch other)
    {
        if (Start != other.Start)
            return Start.CompareTo(other.Start);
        bool inserts = Kind == PatchKind.Insert;
        bool otherInserts = other.Kind == PatchKind.Insert;
        if (inserts != otherInserts)
            return inserts ? -1 : 1;
        if (inserts && Node != other.Node)
            return other.Node.CompareTo(Node);
        if (End != other.End)
            return other.End.CompareTo(End);
        if (Kind != other.Kind)
            return Kind.CompareTo(other.Kind);
        return Node != other.Node ? Node.CompareTo(other.Node) : Sequence.CompareTo(other.Sequence);
    }
}
