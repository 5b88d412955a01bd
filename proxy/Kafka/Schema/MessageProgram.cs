using System.Collections.Immutable;

namespace Compliance.Kafka.Schema;

/// <summary>
/// One message in one version: its fields and the ops by which <see cref="Wire.Walk"/> reads them. Compiled once, at
/// first use, and kept for the life of the process; immutable, safe for all threads.
/// </summary>
public sealed class MessageProgram
{
    private readonly ApiRow? _api;
    private readonly FieldOp[] _ops;
    private readonly ImmutableArray<FieldSchema> _fields;
    private readonly Dictionary<string, FieldSchema> _byPath;
    private readonly HashSet<string> _absent;
    private readonly ulong[] _roles = new ulong[(int)FieldRole.Opaque / 64 + 1];

    internal MessageProgram(ApiRow? api, string name, short version, Direction direction, bool flexible,
        FieldOp[] ops, ImmutableArray<FieldSchema> fields, HashSet<string> absent)
    {
        _api = api;
        _ops = ops;
        _fields = fields;
        _absent = absent;
        Name = name;
        Version = version;
        Direction = direction;
        Flexible = flexible;
        _byPath = new Dictionary<string, FieldSchema>(fields.Length, StringComparer.Ordinal);
        foreach (FieldSchema field in fields)
        {
            _byPath.Add(field.Path, field);
            _roles[(int)field.Role / 64] |= 1UL << ((int)field.Role % 64);
        }
    }

    /// <summary>The API it belongs to. Embedded formats (<see cref="EmbeddedFormats"/>) have none and throw.</summary>
    public ApiRow Api => _api ?? throw new InvalidOperationException($"{Name} is no message of an API.");

    /// <summary>Kafka's name of the message, as "FetchResponse".</summary>
    public string Name { get; }

    public short Version { get; }
    public Direction Direction { get; }

    /// <summary>Whether this version has compact lengths and tag sections.</summary>
    public bool Flexible { get; }

    /// <summary>All fields in pre-order, fields with a tag behind their siblings; the index is the field's id.</summary>
    public ImmutableArray<FieldSchema> Fields => _fields;

    internal ReadOnlySpan<FieldOp> Ops => _ops;

    public FieldSchema Field(ushort id) => _fields[id];

    /// <summary>
    /// The field at a path ("Responses.Partitions.Records"; "CoordinatorKeys[]" for an array's element), or null where
    /// this version has none. To be asked once and kept in a plan.
    /// </summary>
    public ushort? FieldId(string path) => _byPath.TryGetValue(path, out FieldSchema? field) ? field.Id : null;

    /// <summary>Whether the path is a field of other versions of this message.</summary>
    public bool IsAbsent(string path) => _absent.Contains(path);

    /// <summary>The fields right below a struct: those without a tag in the order of their bytes, then those with one.</summary>
    public IEnumerable<FieldSchema> FieldsOf(ushort structId)
    {
        for (int id = structId + 1; id < _ops[structId].Next; id = _ops[id].Next)
            yield return _fields[id];
    }

    public FieldRole Role(ushort id) => _ops[id].Role;

    /// <summary>Whether any field has the role: false means that no walk is needed on its behalf.</summary>
    public bool Has(FieldRole role) => (_roles[(int)role / 64] & (1UL << ((int)role % 64))) != 0;

    public override string ToString() => $"{Name} v{Version}";
}
