namespace Compliance.Kafka.Wire;

/// <summary>What a node of a walk is.</summary>
public enum NodeKind : byte
{
    /// <summary>A struct, or the message itself: its fields are below it.</summary>
    Struct,

    /// <summary>An array: its elements are below it, save where they are numbers or uuids, which are its content.</summary>
    Array,

    /// <summary>A number, string, bytes or records: the content is its value.</summary>
    Value,

    /// <summary>A null string, bytes, records, array or struct.</summary>
    Null,

    /// <summary>A struct's tag section, only where it holds tags; each is a <see cref="Tag"/> below it.</summary>
    Tags,

    /// <summary>A tagged field: tag, size, payload; its one child is the field, or none where the tag is unknown.</summary>
    Tag,
}
