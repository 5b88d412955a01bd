using Compliance.Kafka.Schema;

namespace Compliance.Kafka.Wire;

/// <summary>Every node whose field has one role, as indices: <c>foreach (int node in ...)</c>.</summary>
public ref struct RoleSequence
{
    private readonly ReadOnlySpan<WalkNode> _nodes;
    private readonly ReadOnlySpan<FieldOp> _ops;
    private readonly FieldRole _role;
    private int _current;

    internal RoleSequence(ReadOnlySpan<WalkNode> nodes, MessageProgram program, FieldRole role)
    {
        _nodes = nodes;
        _ops = program.Ops;
        _role = role;
        _current = -1;
    }

    public readonly int Current => _current;

    public readonly RoleSequence GetEnumerator() => this;

    public bool MoveNext()
    {
        while (++_current < _nodes.Length)
        {
            ref readonly WalkNode node = ref _nodes[_current];
            if (node.Field < _ops.Length && _ops[node.Field].Role == _role && node.Kind != NodeKind.Tag)
                return true;
        }

        return false;
    }
}
