using System.Collections.Immutable;

namespace Compliance.Kafka.Schema;

/// <summary>
/// Turns a message's fields, as stated for all versions, into the ops of one version: fields outside the version fall
/// away, common structs are written out where they are used, every field gets its id in pre-order.
/// </summary>
internal sealed class ProgramCompiler
{
    /// <summary>The walk recurses by the schema's depth; the protocol's deepest message has 7 levels.</summary>
    private const int MaxDepth = 16;

    private readonly MessageSpec _message;
    private readonly short _version;
    private readonly bool _flexible;
    private readonly HashSet<string> _absent = new(StringComparer.Ordinal);
    private readonly List<FieldOp> _ops = [];
    private readonly ImmutableArray<FieldSchema>.Builder _fields = ImmutableArray.CreateBuilder<FieldSchema>();

    private ProgramCompiler(MessageSpec message, short version)
    {
        _message = message;
        _version = version;
        _flexible = message.FlexibleVersions.Contains(version);
    }

    public static MessageProgram Compile(MessageSpec message, ApiRow? api, Direction direction, short version)
    {
        var compiler = new ProgramCompiler(message, version);
        compiler.Reserve(new FieldSchema
        {
            Id = 0,
            Parent = 0,
            Name = "",
            Path = "",
            Type = FieldType.Struct,
            Role = FieldRole.None,
            Nullable = false,
        });
        compiler.Struct(0, message.Fields, FieldEncoding.Struct, depth: 0);
        return new MessageProgram(api, message.Name, version, direction, compiler._flexible,
            [.. compiler._ops], compiler._fields.ToImmutable(), compiler._absent);
    }

    /// <summary>Compiles the fields of the struct whose id is reserved already, and then its op.</summary>
    private void Struct(ushort id, IReadOnlyList<FieldSpec> fields, FieldEncoding encoding, int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException($"{_message.Name} nests deeper than {MaxDepth} structs.");
        int untagged = 0;
        int minSize = 0;
        foreach (FieldSpec field in fields)
        {
            if (!field.Versions.Contains(_version))
            {
                _absent.Add(PathOf(id, field));
            }
            else if (!field.TaggedVersions.Contains(_version))
            {
                minSize += Field(id, field, depth);
                untagged++;
            }
        }

        int untaggedEnd = _ops.Count;
        Runs(id + 1, untaggedEnd);
        foreach (FieldSpec field in fields)
            if (field.Versions.Contains(_version) && field.TaggedVersions.Contains(_version))
                Field(id, field, depth);
        if (_flexible)
            minSize++;
        if (encoding == FieldEncoding.NullableStruct)
            minSize = 1;
        _ops[id] = new FieldOp
        {
            Encoding = encoding,
            Role = _fields[id].Role,
            Nullable = _fields[id].Nullable,
            Tag = _fields[id].Tag,
            Next = (ushort)_ops.Count,
            UntaggedEnd = (ushort)untaggedEnd,
            UntaggedCount = (ushort)untagged,
            MinSize = (ushort)Math.Max(1, minSize),
        };
    }

    /// <summary>Compiles one field with all below it; gives the fewest bytes it takes.</summary>
    private int Field(ushort parent, FieldSpec spec, int depth)
    {
        string path = PathOf(parent, spec);
        bool nullable = spec.NullableVersions.Contains(_version);
        int size = SizeOf(spec.Type);
        FieldRole role = EntityOverrides.RoleOf(_message.Name, path, spec);
        bool elements = spec.IsArray && size == 0;
        ushort id = Reserve(new FieldSchema
        {
            Id = (ushort)_ops.Count,
            Parent = parent,
            Name = spec.Name,
            Path = path,
            Type = spec.IsArray ? FieldType.Array : spec.Type,
            ItemType = spec.IsArray && size > 0 ? spec.Type : null,
            Role = elements ? FieldRole.None : role,
            Nullable = nullable,
            Default = spec.Default,
            Tag = spec.TaggedVersions.Contains(_version) ? spec.Tag : (short)-1,
        });
        if (elements)
        {
            ushort element = Reserve(new FieldSchema
            {
                Id = (ushort)_ops.Count,
                Parent = id,
                Name = "[]",
                Path = path + "[]",
                Type = spec.Type,
                Role = role,
                Nullable = false,
            });
            Value(element, spec, FieldEncoding.Struct, depth);
            return Leaf(id, FieldEncoding.Array, 0, _flexible ? 1 : 4);
        }

        return spec.IsArray
            ? Leaf(id, FieldEncoding.FixedArray, size, _flexible ? 1 : 4)
            : Value(id, spec, nullable ? FieldEncoding.NullableStruct : FieldEncoding.Struct, depth);
    }

    /// <summary>An element's brackets are left out: "Topics.Name", though the name stands below "Topics[]".</summary>
    private string PathOf(ushort parent, FieldSpec spec) =>
        parent == 0 ? spec.Name : $"{_fields[parent].Path.TrimEnd('[', ']')}.{spec.Name}";

    private int Value(ushort id, FieldSpec spec, FieldEncoding structEncoding, int depth)
    {
        switch (spec.Type)
        {
            case FieldType.Struct:
                // A tagged struct can't be null in any version, so its marker byte never stands in a tag section.
                Struct(id, _message.FieldsOf(spec), structEncoding, depth + 1);
                return _ops[id].MinSize;
            case FieldType.String:
                return Leaf(id, _flexible ? FieldEncoding.CompactString : FieldEncoding.ClassicString, 0, _flexible ? 1 : 2);
            case FieldType.Bytes or FieldType.Records:
                return Leaf(id, _flexible ? FieldEncoding.CompactBytes : FieldEncoding.ClassicBytes, 0, _flexible ? 1 : 4);
            default:
                return Leaf(id, FieldEncoding.Fixed, SizeOf(spec.Type), SizeOf(spec.Type));
        }
    }

    private int Leaf(ushort id, FieldEncoding encoding, int size, int minSize)
    {
        _ops[id] = new FieldOp
        {
            Encoding = encoding,
            Role = _fields[id].Role,
            Nullable = _fields[id].Nullable,
            Tag = _fields[id].Tag,
            Size = (byte)size,
            Next = (ushort)_ops.Count,
            MinSize = (ushort)minSize,
            Run = 1,
            RunSize = (ushort)size,
        };
        return minSize;
    }

    /// <summary>Joins neighbouring fixed fields of one struct, from the last to the first.</summary>
    private void Runs(int first, int end)
    {
        var siblings = new List<int>();
        for (int id = first; id < end; id = _ops[id].Next)
            siblings.Add(id);
        for (int i = siblings.Count - 2; i >= 0; i--)
        {
            FieldOp op = _ops[siblings[i]];
            FieldOp next = _ops[siblings[i + 1]];
            if (op.Encoding == FieldEncoding.Fixed && next.Encoding == FieldEncoding.Fixed)
                _ops[siblings[i]] = op with { Run = (ushort)(next.Run + 1), RunSize = (ushort)(next.RunSize + op.Size) };
        }
    }

    private ushort Reserve(FieldSchema field)
    {
        _fields.Add(field);
        _ops.Add(default);
        return field.Id;
    }

    private static int SizeOf(FieldType type) => type switch
    {
        FieldType.Bool or FieldType.Int8 => 1,
        FieldType.Int16 or FieldType.UInt16 => 2,
        FieldType.Int32 => 4,
        FieldType.Int64 or FieldType.Float64 => 8,
        FieldType.Uuid => 16,
        _ => 0,
    };
}
