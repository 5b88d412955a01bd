namespace Compliance.Protect.Formats.Protobuf.Types;

/// <summary>Protobuf's types that are no messages.</summary>
internal enum ScalarType : byte
{
    None,
    Text,
    Bytes,
    Bool,
    Enum,
    Int32,
    Int64,
    UInt32,
    UInt64,
    SInt32,
    SInt64,
    Fixed32,
    Fixed64,
    SFixed32,
    SFixed64,
    Float,
    Double,
}
