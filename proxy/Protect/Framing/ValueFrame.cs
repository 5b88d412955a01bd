using System.Buffers.Binary;
using Compliance.Protect.Schemas;

namespace Compliance.Protect.Framing;

/// <summary>
/// What stands before a value, or in its record's header, to tell its schema. Read in this order: header, 0x03, 0xC3 0x01, 0x01, 0x00.
/// <code>
/// 0x00  id, 4 bytes, big endian             (at the value, or in the header)
/// 0x01  GUID, 16 bytes, big endian          (at the value, or in the header)
/// 0x00  0x00000000  id's other four bytes   Apicurio's: Confluent's ids begin with 1
/// </code>
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Of a registered one.</param>
/// <param name="Length">Bytes of it, at the value or in the header.</param>
/// <param name="IsInHeader">The value itself has none.</param>
internal readonly record struct ValueFrame(FrameKind Kind, SchemaId Id, int Length, bool IsInHeader)
{
    private const int IdLength = 5;
    private const int GuidLength = 17;
    private const int GlueLength = 18;
    private const int LongIdLength = 9;
    private const int SingleObjectLength = 10;

    internal static ValueFrame Read(ReadOnlySpan<byte> value, ReadOnlySpan<byte> header)
    {
        if (!header.IsEmpty)
            return Registered(header, isInHeader: true) is { Kind: not FrameKind.None } inHeader ? inHeader : new(FrameKind.Registered, default, 0, true);
        if (value.Length >= GlueLength && value[0] == 3 && value[1] is 0 or 5)
            return new(FrameKind.Glue, default, GlueLength, false);
        if (value.Length >= SingleObjectLength && value[0] == 0xC3 && value[1] == 1)
            return new(FrameKind.SingleObject, default, SingleObjectLength, false);
        return Registered(value, isInHeader: false);
    }

    private static ValueFrame Registered(ReadOnlySpan<byte> bytes, bool isInHeader)
    {
        if (bytes.Length >= GuidLength && bytes[0] == 1)
            return new(FrameKind.Registered, new(0, new Guid(bytes[1..GuidLength], bigEndian: true)), GuidLength, isInHeader);
        if (bytes.Length < IdLength || bytes[0] != 0)
            return default;
        var id = BinaryPrimitives.ReadInt32BigEndian(bytes[1..]);
        if (id > 0)
            return new(FrameKind.Registered, new(id, default), IdLength, isInHeader);
        return id == 0 && bytes.Length >= LongIdLength ? new(FrameKind.Apicurio, default, LongIdLength, isInHeader) : new(FrameKind.Registered, default, IdLength, isInHeader);
    }
}
