using System.Buffers;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire.Objects;

namespace Compliance.Kafka.Wire;

/// <summary>
/// A message, or a struct of one, as an object: for messages that the proxy itself writes, for the fake broker and for
/// tests. The data path uses <see cref="Walk"/> and <see cref="Edits"/> instead. Starts with Kafka's defaults. Mutable,
/// for one thread.
/// <code>
/// var reply = new Message(ApiTable.Find(3)!.Response(12)) { ["ClusterId"] = "c" };
/// Message broker = reply.Add("Brokers");
/// broker["Host"] = "localhost";
/// reply.Encode(output);
/// </code>
/// </summary>
public sealed class Message
{
    private readonly ushort _struct;
    private readonly FieldSchema[] _fields;
    private readonly object?[] _values;
    private SortedDictionary<int, byte[]>? _unknownTags;

    /// <summary>A whole message of the program's version.</summary>
    public Message(MessageProgram program)
        : this(program, 0)
    {
    }

    internal Message(MessageProgram program, ushort structId)
    {
        Program = program;
        _struct = structId;
        _fields = [.. program.FieldsOf(structId)];
        _values = [.. _fields.Select(field => FieldValue.Default(program, field))];
    }

    public MessageProgram Program { get; }

    internal ushort Struct => _struct;
    internal IReadOnlyList<FieldSchema> Fields => _fields;
    internal IReadOnlyDictionary<int, byte[]>? UnknownTags => _unknownTags;

    /// <summary>
    /// A field's value: bool, sbyte, short, ushort, int, long, double, Guid, string, byte[] (bytes and records), Message;
    /// arrays are List&lt;Message&gt;, List&lt;string&gt;, or int[] and the like. Any integer may be set where it fits. A
    /// field that only other versions have is null to read, and setting it does nothing, so that one piece of code can
    /// write every version.
    /// </summary>
    /// <exception cref="ArgumentException">No version has the field, or the value does not fit it.</exception>
    public object? this[string name]
    {
        get => IndexOf(name) is var index and >= 0 ? _values[index] : null;
        set
        {
            if (IndexOf(name) is var index and >= 0)
                _values[index] = FieldValue.Of(Program, _fields[index], value);
        }
    }

    /// <summary>Whether this version has the field.</summary>
    public bool Has(string name) => IndexOf(name) >= 0;

    /// <summary>A field's value as <typeparamref name="T"/>, see the indexer.</summary>
    public T Get<T>(string name) => (T)this[name]!;

    /// <summary>The structs of an array: empty for null and for an array that only other versions have.</summary>
    public IReadOnlyList<Message> Structs(string name) => (List<Message>?)this[name] ?? [];

    /// <summary>Appends a new struct to an array and gives it.</summary>
    /// <exception cref="ArgumentException">This version has no such array of structs.</exception>
    public Message Add(string array)
    {
        Message element = NewElement(array);
        AddElement(array, element);
        return element;
    }

    /// <summary>Appends a struct that was made for this array.</summary>
    internal void AddElement(string array, Message element)
    {
        int index = IndexOf(array);
        if (_values[index] is not List<Message> elements)
            _values[index] = elements = [];
        elements.Add(element);
    }

    /// <summary>A new struct for an array, not yet part of it: for <see cref="Edits.Append"/>.</summary>
    /// <exception cref="ArgumentException">This version has no such array of structs.</exception>
    public Message NewElement(string array)
    {
        int index = IndexOf(array);
        if (index < 0 || _fields[index] is not { Type: FieldType.Array, ItemType: null })
            throw new ArgumentException($"{Program} has no array of structs '{array}'.", nameof(array));
        return new Message(Program, (ushort)(_fields[index].Id + 1));
    }

    /// <summary>Makes an object of a walked message, or of one struct in it; unknown tags are kept.</summary>
    public static Message Decode(Walk walk, int node = Walk.Root)
    {
        ArgumentNullException.ThrowIfNull(walk);
        return MessageDecoder.Struct(walk, node);
    }

    public void Encode(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var counter = WireWriter.Counter();
        MessageEncoder.Struct(ref counter, this);
        var writer = new WireWriter(output.GetSpan(counter.Position)[..counter.Position]);
        MessageEncoder.Struct(ref writer, this);
        output.Advance(writer.Position);
    }

    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        Encode(output);
        return output.WrittenSpan.ToArray();
    }

    internal object? ValueAt(int index) => _values[index];

    internal void SetAt(int index, object? value) => _values[index] = value;

    internal void AddUnknownTag(int tag, byte[] payload) => (_unknownTags ??= []).Add(tag, payload);

    internal bool IsOf(MessageProgram program, ushort structId) => Program == program && _struct == structId;

    internal bool SameAs(Message other)
    {
        if (!other.IsOf(Program, _struct) || _unknownTags is not null || other._unknownTags is not null)
            return false;
        for (int i = 0; i < _values.Length; i++)
            if (!FieldValue.Same(_values[i], other._values[i]))
                return false;
        return true;
    }

    private int IndexOf(string name)
    {
        for (int i = 0; i < _fields.Length; i++)
            if (_fields[i].Name == name)
                return i;
        string path = _struct == 0 ? name : $"{Program.Field(_struct).Path.TrimEnd('[', ']')}.{name}";
        return Program.IsAbsent(path) ? -1 : throw new ArgumentException($"No version of {Program.Name} has a field '{path}'.", nameof(name));
    }
}
