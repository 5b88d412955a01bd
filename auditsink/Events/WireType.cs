namespace Compliance.Events;

/// <summary>Form of a value on the wire, in the two low bits of its key: enough to pass over a field that is not known.</summary>
internal enum WireType
{
    /// <summary>Zigzag varint, 64 bits.</summary>
    Number = 0,

    /// <summary>16 bytes, big-endian.</summary>
    Uuid = 1,

    /// <summary>Length as varint, then UTF-8.</summary>
    Text = 2,

    /// <summary>Length in bytes as varint, then the items: numbers, or texts with their own lengths.</summary>
    List = 3,
}
