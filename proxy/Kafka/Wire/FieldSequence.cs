namespace Compliance.Kafka.Wire;

/// <summary>Every node of one field, as indices: <c>foreach (int node in ...)</c>.</summary>
public ref struct FieldSequence
{
    private readonly ReadOnlySpan<WalkNode> _nodes;
    private readonly ushort _field;
    private int _current;

    internal FieldSequence(ReadOnlySpan<WalkNode> nodes, ushort field)
    {
        _nodes = nodes;
        _field = field;
        _current = -1;
    }

    public readonly int Current => _current;

    public readonly FieldSequence GetEnumerator() => this;

    public bool MoveNext()
    {
        while (++_current < _nodes.Length)
            if (_nodes[_current].Field == _field && _nodes[_current].Kind != NodeKind.Tag)
                return true;
        return false;
    }
}
