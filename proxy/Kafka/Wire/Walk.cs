using System.Buffers;
using System.Buffers.Binary;
using Compliance.Kafka.Schema;

namespace Compliance.Kafka.Wire;

/// <summary>
/// A message laid out as a flat tape of nodes, one for each field, in pre-order: found once, used by every step that
/// looks at the frame. Owned by one thread at a time and reused; the tape is pooled, so a walk in steady state allocates
/// nothing. The body is not copied: it must stay as it is until the next <see cref="Read"/>. Everything is checked
/// while walking, so the typed reads need no more than an index that came from this walk.
/// <code>
/// if (walk.Read(program, body) is { } fault) ...            // refuse
/// foreach (int topic in walk.Elements(walk.Child(Walk.Root, plan.Topics)))
///     ... walk.Content(walk.Child(topic, plan.Name)) ...
/// </code>
/// </summary>
public sealed class Walk : IDisposable
{
    /// <summary>Index of the message itself.</summary>
    public const int Root = 0;

    /// <summary>Nodes of a metadata answer with 400,000 partitions; 28 bytes each.</summary>
    public const int DefaultMaxNodes = 4 * 1024 * 1024;

    /// <summary>A tape above this goes back to the pool once a message needs less than an eighth of it.</summary>
    private const int KeptNodes = 4096;

    private readonly int _maxNodes;
    private WalkNode[] _tape = [];
    private int _count;
    private ReadOnlyMemory<byte> _body;
    private MessageProgram? _program;

    /// <param name="maxNodes">Bound on the nodes of one message: what exceeds it is refused.</param>
    public Walk(int maxNodes = DefaultMaxNodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNodes, 64);
        _maxNodes = maxNodes;
    }

    /// <summary>The program of the last <see cref="Read"/>.</summary>
    public MessageProgram Program => _program ?? throw new InvalidOperationException("Nothing was walked yet.");

    public ReadOnlySpan<byte> Body => _body.Span;
    public ReadOnlySpan<WalkNode> Nodes => _tape.AsSpan(0, _count);

    /// <summary>Counts the reads, so that <see cref="Edits"/> see when theirs is over.</summary>
    internal int Generation { get; private set; }

    /// <summary>Whether any node lies below a tag.</summary>
    internal bool HasTags { get; private set; }

    /// <summary>Bytes behind the message that <see cref="ReadLeading"/> has cut off.</summary>
    internal int CutOff { get; private set; }

    /// <summary>
    /// Walks a body, which is a message without its header, to its last byte. Never throws on what the bytes hold; after
    /// a fault there are no nodes.
    /// </summary>
    public WireFault? Read(MessageProgram program, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(program);
        TapeWriter writer = Begin(program, body);
        writer.Run();
        return End(in writer);
    }

    /// <summary>
    /// As <see cref="Read"/>, for a message whose sender may have left bytes behind its last field, where no broker looks: librdkafka
    /// does in its question for all topics. They are cut off: <see cref="Body"/> ends with the message, and <see cref="Edits"/> write
    /// it without them.
    /// </summary>
    public WireFault? ReadLeading(MessageProgram program, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(program);
        TapeWriter writer = Begin(program, body);
        writer.RunWithin(0);
        if (End(in writer) is { } fault)
            return fault;
        _body = body[..writer.Position];
        CutOff = body.Length - writer.Position;
        return null;
    }

    /// <summary>
    /// Walks the content of a field of role <see cref="FieldRole.Subscription"/> or <see cref="FieldRole.Assignment"/>:
    /// <c>int16 version, message, whatever a later version appends</c>. The protocol type must be "consumer". Offsets
    /// count from the version; <see cref="Edits"/> keep it and the tail. Empty content is valid and has no nodes.
    /// </summary>
    public WireFault? ReadEmbedded(FieldRole role, ReadOnlyMemory<byte> content)
    {
        if (role is not (FieldRole.Subscription or FieldRole.Assignment))
            throw new ArgumentOutOfRangeException(nameof(role), role, "Only subscriptions and assignments are embedded.");
        var prefix = new WireReader(content.Span);
        short version = content.IsEmpty ? (short)0 : prefix.Int16();
        if (prefix.Failed || version < 0)
        {
            Release();
            return prefix.Fault ?? new WireFault(FaultKind.BadVersion, 0);
        }

        MessageProgram program = role == FieldRole.Subscription ? EmbeddedFormats.Subscription(version) : EmbeddedFormats.Assignment(version);
        TapeWriter writer = Begin(program, content);
        if (!content.IsEmpty)
            writer.RunWithin(prefix.Position);
        return End(in writer);
    }

    /// <summary>
    /// The node of a field right below a struct, tagged fields included; -1 where the version lacks it, where a tag is
    /// absent or where <paramref name="parent"/> is -1 or null.
    /// </summary>
    public int Child(int parent, ushort? field)
    {
        ReadOnlySpan<WalkNode> nodes = Nodes;
        if ((uint)parent >= (uint)nodes.Length || field is not { } id)
            return -1;
        int end = nodes[parent].Next;
        for (int i = parent + 1; i < end; i = nodes[i].Next)
        {
            if (nodes[i].Kind == NodeKind.Tags)
                return Child(i, id);
            if (nodes[i].Field == id)
                return nodes[i].Kind == NodeKind.Tag ? i + 1 : i;
        }

        return -1;
    }

    /// <summary>The elements of an array, none for -1 and for null. Numbers and uuids are no elements: see <see cref="Int32At"/>.</summary>
    public NodeSequence Elements(int array) => (uint)array >= (uint)_count ? default : new NodeSequence(Nodes, array + 1, _tape[array].Next);

    /// <summary>Every node of a field, wherever it is nested, in the order of the bytes.</summary>
    public FieldSequence All(ushort? field) => field is { } id ? new FieldSequence(Nodes, id) : default;

    /// <summary>Every node whose field has the role, in the order of the bytes; nulls included.</summary>
    public RoleSequence WithRole(FieldRole role) => Program.Has(role) ? new RoleSequence(Nodes, Program, role) : default;

    /// <summary>The role of a node's field; none for tag sections and for the tags in them, whose field is a node of its own.</summary>
    public FieldRole Role(int node) =>
        _tape[node] is { Kind: not NodeKind.Tag, Field: var field and not WalkNode.NoField } ? Program.Role(field) : FieldRole.None;

    public bool IsNull(int node) => _tape[node].Kind == NodeKind.Null;

    /// <summary>The bytes behind the length; empty for null.</summary>
    public ReadOnlySpan<byte> Content(int node) => Body[_tape[node].Content.._tape[node].End];

    /// <summary>As <see cref="Content"/>, for a string.</summary>
    public ReadOnlySpan<byte> Utf8(int node) => Content(node);

    /// <summary>As <see cref="Content"/>, to be kept for as long as the body is.</summary>
    public ReadOnlyMemory<byte> Memory(int node) => _body[_tape[node].Content.._tape[node].End];

    public bool Bool(int node) => Body[_tape[node].Content] != 0;
    public sbyte Int8(int node) => (sbyte)Body[_tape[node].Content];
    public short Int16(int node) => BinaryPrimitives.ReadInt16BigEndian(Content(node));
    public ushort UInt16(int node) => BinaryPrimitives.ReadUInt16BigEndian(Content(node));
    public int Int32(int node) => BinaryPrimitives.ReadInt32BigEndian(Content(node));
    public long Int64(int node) => BinaryPrimitives.ReadInt64BigEndian(Content(node));
    public double Float64(int node) => BinaryPrimitives.ReadDoubleBigEndian(Content(node));
    public Guid Uuid(int node) => new(Content(node), bigEndian: true);

    /// <summary>An element of an array of int32, which is a single node of <see cref="WalkNode.Count"/> elements.</summary>
    public int Int32At(int array, int index) => BinaryPrimitives.ReadInt32BigEndian(Content(array)[(index * 4)..]);

    /// <summary>Gives the tape back and forgets the body; the walk can be used again.</summary>
    public void Release()
    {
        if (_tape.Length > 0)
            ArrayPool<WalkNode>.Shared.Return(_tape);
        _tape = [];
        _count = 0;
        _body = default;
        CutOff = 0;
        Generation++;
    }

    public void Dispose() => Release();

    private TapeWriter Begin(MessageProgram program, ReadOnlyMemory<byte> body)
    {
        if (_tape.Length > KeptNodes && _count < _tape.Length / 8)
            Release();
        if (_tape.Length == 0)
            _tape = ArrayPool<WalkNode>.Shared.Rent(64);
        _program = program;
        _body = body;
        CutOff = 0;
        return new TapeWriter(program, body.Span, _tape, _maxNodes);
    }

    private WireFault? End(in TapeWriter writer)
    {
        _tape = writer.Tape;
        _count = writer.Fault is null ? writer.Count : 0;
        HasTags = writer.HasTags;
        Generation++;
        return writer.Fault;
    }
}
