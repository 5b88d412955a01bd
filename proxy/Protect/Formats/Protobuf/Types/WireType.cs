namespace Compliance.Protect.Formats.Protobuf.Types;

/// <summary>How a field's bytes are delimited; the lower three bits of its tag.</summary>
internal enum WireType : byte
{
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    StartGroup = 3,
    EndGroup = 4,
    Fixed32 = 5,
}
