namespace Compliance.Kafka.Schema;

/// <summary>
/// How one version writes a field. "Classic" lengths are int16 or int32 with -1 for null; "compact" lengths are
/// uvarint(length + 1) with 0 for null.
/// </summary>
internal enum FieldEncoding : byte
{
    /// <summary>A number, bool or uuid of a size that the op states.</summary>
    Fixed,

    /// <summary>int16 length, bytes.</summary>
    ClassicString,

    /// <summary>int32 length, bytes.</summary>
    ClassicBytes,

    /// <summary>uvarint length + 1, bytes; at most 32767 of them.</summary>
    CompactString,

    /// <summary>uvarint length + 1, bytes.</summary>
    CompactBytes,

    /// <summary>count, then elements of one fixed size: a single node.</summary>
    FixedArray,

    /// <summary>count, then strings, bytes or structs: a node for each element.</summary>
    Array,

    Struct,

    /// <summary>int8 -1 (null) or 1, then the struct.</summary>
    NullableStruct,
}
