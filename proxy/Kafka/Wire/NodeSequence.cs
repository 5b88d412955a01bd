namespace Compliance.Kafka.Wire;

/// <summary>Siblings of a walk, as indices: <c>foreach (int node in ...)</c>.</summary>
public ref struct NodeSequence
{
    private readonly ReadOnlySpan<WalkNode> _nodes;
    private readonly int _end;
    private int _next;

    internal NodeSequence(ReadOnlySpan<WalkNode> nodes, int first, int end)
    {
        _nodes = nodes;
        _next = first;
        _end = end;
        Current = -1;
    }

    public int Current { get; private set; }

    public readonly NodeSequence GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end)
            return false;
        Current = _next;
        _next = _nodes[_next].Next;
        return true;
    }
}
