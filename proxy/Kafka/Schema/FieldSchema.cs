namespace Compliance.Kafka.Schema;

/// <summary>
/// One field of one version of a message. Immutable. An array and its element are two fields: the element's name is
/// "[]" and its path the array's path with "[]" behind it; the fields of an element's struct leave the brackets out
/// ("Topics.Partitions.PartitionIndex"). Field 0 is the message itself, with an empty path.
/// </summary>
public sealed class FieldSchema
{
    internal FieldSchema()
    {
    }

    /// <summary>Index in the program, and in <see cref="Wire.WalkNode.Field"/>.</summary>
    public required ushort Id { get; init; }

    /// <summary>The enclosing array or struct; 0 for the message itself.</summary>
    public required ushort Parent { get; init; }

    public required string Name { get; init; }
    public required string Path { get; init; }
    public required FieldType Type { get; init; }
    public required FieldRole Role { get; init; }

    /// <summary>Whether this version can say null.</summary>
    public required bool Nullable { get; init; }

    /// <summary>Of an array of numbers or uuids: their type. Such an array is one node of a walk and has no element field.</summary>
    public FieldType? ItemType { get; init; }

    /// <summary>Tag in the tag section of its struct, or -1 for a field that is always there.</summary>
    public short Tag { get; init; } = -1;

    /// <summary>Default as the protocol's file writes it ("null", "-1", "0x7fffffff"), or null where it gives none.</summary>
    public string? Default { get; init; }
}
