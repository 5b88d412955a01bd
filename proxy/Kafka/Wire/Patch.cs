namespace Compliance.Kafka.Wire;

/// <summary>One range of a body that is replaced: <c>[Start, End)</c> gives way to scratch bytes, then to a memory.</summary>
internal struct Patch
{
    public int Start;
    public int End;

    /// <summary>The node it belongs to.</summary>
    public int Node;

    /// <summary>Where its bytes stand in the scratch buffer.</summary>
    public int Scratch;

    public int ScratchLength;

    /// <summary>Index in the list of memories, or -1.</summary>
    public int Memory;

    /// <summary>Of a count: elements more or less. Of a tag: its payload's new size.</summary>
    public int Value;

    /// <summary>Bytes that come in, known once prepared.</summary>
    public int Length;

    public PatchKind Kind;

    /// <summary>Below a node that is replaced or removed.</summary>
    public bool Void;

    /// <summary>
    /// Order of the bytes. At one byte: insertions first, those of the innermost array before the others, in the order
    /// they were made; then the longest range, so that what covers stands before what it covers.
    /// </summary>
    public readonly bool ComesBefore(in Patch other)
    {
        if (Start != other.Start)
            return Start < other.Start;
        bool inserts = Kind == PatchKind.Insert;
        bool otherInserts = other.Kind == PatchKind.Insert;
        if (inserts != otherInserts)
            return inserts;
        if (inserts)
            return Node > other.Node;
        if (End != other.End)
            return End > other.End;
        return Kind != other.Kind ? Kind < other.Kind : Node < other.Node;
    }
}
