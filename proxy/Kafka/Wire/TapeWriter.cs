using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;
using Compliance.Kafka.Schema;

namespace Compliance.Kafka.Wire;

/// <summary>
/// One run of a program over one body: fills the tape, from the first byte to the last. It lives on the stack for the
/// length of a <see cref="Walk.Read"/>; the recursion is as deep as the schema, which the compiler bounds. Every method
/// gives false once a fault is set.
/// </summary>
internal ref struct TapeWriter(MessageProgram program, ReadOnlySpan<byte> body, WalkNode[] tape, int maxNodes)
{
    private readonly MessageProgram _program = program;
    private readonly ReadOnlySpan<FieldOp> _ops = program.Ops;
    private readonly ReadOnlySpan<byte> _body = body;
    private readonly bool _flexible = program.Flexible;
    private readonly int _maxNodes = maxNodes;
    private WalkNode[] _tape = tape;
    private int _count;
    private int _at;

    /// <summary>The tape as it is in the end: a rented one in place of that which was given, if that was too small.</summary>
    public readonly WalkNode[] Tape => _tape;

    public readonly int Count => _count;

    /// <summary>Where the next byte would be read.</summary>
    public readonly int Position => _at;

    public WireFault? Fault { get; private set; }

    /// <summary>Whether a tag was met.</summary>
    public bool HasTags { get; private set; }

    /// <summary>Walks the whole body; bytes behind the last field are a fault.</summary>
    public void Run()
    {
        if (Struct(0, -1) && _at < _body.Length)
            Fail(FaultKind.TrailingBytes, 0);
    }

    /// <summary>Walks the body from an offset on; bytes behind the last field are left alone.</summary>
    public void RunWithin(int offset)
    {
        _at = offset;
        Struct(0, -1);
    }

    private bool Struct(int id, int parent)
    {
        ref readonly FieldOp op = ref _ops[id];
        int self = _count;
        if (!Reserve(op.UntaggedCount + 1, id))
            return false;
        Open(id, NodeKind.Struct, _at, _at, parent);
        return Fields(id, in op, self);
    }

    /// <summary>A struct's fields and tag section: <c>field* [tags]</c>; closes the struct's node.</summary>
    private bool Fields(int id, in FieldOp op, int self)
    {
        int end = op.UntaggedEnd;
        for (int field = id + 1; field < end;)
        {
            ref readonly FieldOp child = ref _ops[field];
            if (child.Encoding == FieldEncoding.Fixed)
            {
                if (!FixedRun(field, child.Run, child.RunSize, self))
                    return false;
                field += child.Run;
                continue;
            }

            if (!Value(field, in child, self))
                return false;
            field = child.Next;
        }

        if (_flexible && !Tags(id, in op, self))
            return false;
        Close(self);
        return true;
    }

    private bool FixedRun(int field, int run, int size, int parent)
    {
        int at = _at;
        if (_body.Length - at < size)
            return Fail(FaultKind.Truncated, field);
        if (!Reserve(run, field))
            return false;
        Span<WalkNode> nodes = _tape.AsSpan(_count, run);
        ReadOnlySpan<FieldOp> ops = _ops.Slice(field, run);
        for (int i = 0; i < nodes.Length; i++)
        {
            ref WalkNode node = ref nodes[i];
            int end = at + ops[i].Size;
            node.Field = (ushort)(field + i);
            node.Kind = NodeKind.Value;
            node.Start = at;
            node.Content = at;
            node.End = end;
            node.Parent = parent;
            node.Next = _count + i + 1;
            node.Count = 0;
            at = end;
        }

        _count += run;
        _at = at;
        return true;
    }

    private bool Value(int id, in FieldOp op, int parent)
    {
        switch (op.Encoding)
        {
            case FieldEncoding.Struct:
                return Struct(id, parent);
            case FieldEncoding.NullableStruct:
                return NullableStruct(id, in op, parent);
            case FieldEncoding.Array:
                return Array(id, in op, parent);
            case FieldEncoding.FixedArray:
                return FixedArray(id, in op, parent);
            case FieldEncoding.Fixed:
                return FixedRun(id, 1, op.Size, parent);
            default:
                return Bytes(id, in op, parent);
        }
    }

    private bool NullableStruct(int id, in FieldOp op, int parent)
    {
        if (_at == _body.Length)
            return Fail(FaultKind.Truncated, id);
        int self = _count;
        int start = _at++;
        if (!Reserve(op.UntaggedCount + 1, id))
            return false;
        bool isNull = _body[start] >= 0x80;
        Open(id, isNull ? NodeKind.Null : NodeKind.Struct, start, _at, parent);
        if (!isNull)
            return Fields(id, in op, self);
        Close(self);
        return true;
    }

    /// <summary>string, bytes or records: length, content; a name must be UTF-8.</summary>
    private bool Bytes(int id, in FieldOp op, int parent)
    {
        int start = _at;
        if (!Length(id, in op, out int length) || !Reserve(1, id))
            return false;
        if (length > _body.Length - _at)
            return Fail(FaultKind.Truncated, id);
        Open(id, length < 0 ? NodeKind.Null : NodeKind.Value, start, _at, parent);
        if (length > 0)
        {
            if (IsName(op.Role) && !Utf8.IsValid(_body.Slice(_at, length)))
                return Fail(FaultKind.BadText, id);
            _at += length;
        }

        Close(_count - 1);
        return true;
    }

    private bool FixedArray(int id, in FieldOp op, int parent)
    {
        int start = _at;
        if (!Length(id, in op, out int count) || !Reserve(1, id))
            return false;
        if (count > (_body.Length - _at) / op.Size)
            return Fail(FaultKind.BadCount, id);
        Open(id, count < 0 ? NodeKind.Null : NodeKind.Array, start, _at, parent);
        if (count > 0)
        {
            _tape[_count - 1].Count = count;
            _at += count * op.Size;
        }

        Close(_count - 1);
        return true;
    }

    private bool Array(int id, in FieldOp op, int parent)
    {
        int start = _at;
        int self = _count;
        if (!Length(id, in op, out int count) || !Reserve(1, id))
            return false;
        ref readonly FieldOp element = ref _ops[id + 1];
        if (count > (_body.Length - _at) / element.MinSize)
            return Fail(FaultKind.BadCount, id);
        Open(id, count < 0 ? NodeKind.Null : NodeKind.Array, start, _at, parent);
        if (count > 0)
        {
            _tape[self].Count = count;
            for (int i = 0; i < count; i++)
                if (!(element.Encoding == FieldEncoding.Struct ? Struct(id + 1, self) : Bytes(id + 1, in element, self)))
                    return false;
        }

        Close(self);
        return true;
    }

    /// <summary>uvarint count, then for each tag: uvarint tag, uvarint size, payload; tags ascend.</summary>
    private bool Tags(int id, in FieldOp op, int parent)
    {
        int start = _at;
        if (!UVarint(id, out uint count))
            return false;
        if (count == 0)
            return true;
        if (count > (uint)(_body.Length - _at) / 2)
            return Fail(FaultKind.BadCount, id);
        int self = _count;
        if (!Reserve(1, id))
            return false;
        Open(WalkNode.NoField, NodeKind.Tags, start, _at, parent);
        _tape[self].Count = (int)count;
        long last = -1;
        for (uint i = 0; i < count; i++)
            if (!Tag(id, in op, self, ref last))
                return false;
        Close(self);
        return true;
    }

    private bool Tag(int id, in FieldOp op, int parent, ref long last)
    {
        int start = _at;
        int self = _count;
        HasTags = true;
        if (!UVarint(id, out uint tag) || !UVarint(id, out uint size) || !Reserve(1, id))
            return false;
        if (size > (uint)(_body.Length - _at))
            return Fail(FaultKind.Truncated, id);
        if (tag <= last || tag > int.MaxValue)
            return Fail(FaultKind.BadTagOrder, id);
        last = tag;
        int end = _at + (int)size;
        int field = op.UntaggedEnd;
        while (field < op.Next && _ops[field].Tag != tag)
            field = _ops[field].Next;
        bool known = field < op.Next;
        Open(known ? field : WalkNode.NoField, NodeKind.Tag, start, _at, parent);
        _tape[self].Count = (int)tag;
        if (!known)
            _at = end;
        else if (!Value(field, in _ops[field], self))
            return false;
        else if (_at != end)
            return Fail(FaultKind.BadTagSize, field);
        Close(self);
        return true;
    }

    /// <summary>Length or count: int16, int32 or uvarint + 1; -1 stands for null.</summary>
    private bool Length(int id, in FieldOp op, out int length)
    {
        length = 0;
        if (_flexible)
        {
            if (!UVarint(id, out uint plusOne))
                return false;
            if (plusOne > int.MaxValue)
                return Fail(FaultKind.BadLength, id);
            length = (int)plusOne - 1;
        }
        else
        {
            int size = op.Encoding == FieldEncoding.ClassicString ? 2 : 4;
            if (_body.Length - _at < size)
                return Fail(FaultKind.Truncated, id);
            length = size == 2
                ? BinaryPrimitives.ReadInt16BigEndian(_body[_at..])
                : BinaryPrimitives.ReadInt32BigEndian(_body[_at..]);
            _at += size;
        }

        if (length < 0)
            return length < -1 ? Fail(FaultKind.BadLength, id) : op.Nullable || Fail(FaultKind.UnexpectedNull, id);
        return length <= short.MaxValue || op.Encoding != FieldEncoding.CompactString || Fail(FaultKind.BadLength, id);
    }

    private bool UVarint(int id, out uint value)
    {
        int length = Varint.Read(_body[_at..], out value);
        if (length <= 0)
            return Fail(length == Varint.Truncated ? FaultKind.Truncated : FaultKind.BadVarint, id);
        _at += length;
        return true;
    }

    private void Open(int field, NodeKind kind, int start, int content, int parent)
    {
        ref WalkNode node = ref _tape[_count++];
        node.Field = (ushort)field;
        node.Kind = kind;
        node.Start = start;
        node.Content = content;
        node.Parent = parent;
        node.Count = 0;
    }

    private readonly void Close(int self)
    {
        ref WalkNode node = ref _tape[self];
        node.End = _at;
        node.Next = _count;
    }

    private bool Reserve(int nodes, int id)
    {
        if (_tape.Length - _count >= nodes)
            return true;
        if (_count + nodes > _maxNodes)
            return Fail(FaultKind.TooManyNodes, id);
        WalkNode[] larger = ArrayPool<WalkNode>.Shared.Rent(Math.Max(_count + nodes, _tape.Length * 2));
        _tape.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<WalkNode>.Shared.Return(_tape);
        _tape = larger;
        return true;
    }

    /// <summary>Roles by which a rule may decide: their bytes must mean one name to every reader.</summary>
    private static bool IsName(FieldRole role) => role is FieldRole.TopicName or FieldRole.GroupId or FieldRole.TransactionalId
        or FieldRole.CoordinatorKey or FieldRole.ResourceName or FieldRole.AclResourceName or FieldRole.TopicRegex
        or FieldRole.TransactionalIdPattern;

    private bool Fail(FaultKind kind, int id)
    {
        Fault ??= new WireFault(kind, _at, _program.Field((ushort)id).Path);
        return false;
    }
}
