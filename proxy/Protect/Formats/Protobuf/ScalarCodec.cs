using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using Compliance.Protect.Formats.Protobuf.Types;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>Numbers, true and false between the wire and their text. Stateless; allocates nothing.</summary>
internal static class ScalarCodec
{
    // Of the smallest double, with its sign.
    private const int LongestText = 32;
    private const int LongestVarint = 10;

    internal static bool TryRead(ref WireCursor wire, WireType type, int end, out ulong raw)
    {
        switch (type)
        {
            case WireType.Fixed32:
                var read = wire.TryReadFixed32(end, out var half);
                raw = half;
                return read;
            case WireType.Fixed64:
                return wire.TryReadFixed64(end, out raw);
            default:
                return wire.TryReadVarint(end, out raw);
        }
    }

    internal static ScalarKind KindOf(ScalarType type) => type switch
    {
        ScalarType.Text or ScalarType.Bytes => ScalarKind.Text,
        ScalarType.Bool => ScalarKind.Boolean,
        _ => ScalarKind.Number,
    };

    /// <summary>Appends it as JSON would write it; a number that is none by its name.</summary>
    internal static void Format(ScalarType type, ulong raw, Scratch output)
    {
        if (type == ScalarType.Bool)
        {
            output.Append(raw != 0 ? "true"u8 : "false"u8);
            return;
        }

        var start = output.Length;
        var room = output.Reserve(LongestText);
        var culture = CultureInfo.InvariantCulture;
        int length;
        _ = type switch
        {
            ScalarType.Float => BitConverter.UInt32BitsToSingle((uint)raw).TryFormat(room, out length, default, culture),
            ScalarType.Double => BitConverter.UInt64BitsToDouble(raw).TryFormat(room, out length, default, culture),
            ScalarType.UInt32 or ScalarType.Fixed32 => ((uint)raw).TryFormat(room, out length, default, culture),
            ScalarType.UInt64 or ScalarType.Fixed64 => raw.TryFormat(room, out length, default, culture),
            _ => Signed(type, raw).TryFormat(room, out length, default, culture),
        };
        output.Truncate(start + length);
    }

    /// <summary>False: the type does not hold it.</summary>
    internal static bool TryParse(ScalarType type, ReadOnlySpan<byte> text, out ulong raw)
    {
        raw = 0;
        switch (type)
        {
            case ScalarType.Bool:
                raw = text.SequenceEqual("true"u8) ? 1UL : 0;
                return raw != 0 || text.SequenceEqual("false"u8);
            case ScalarType.Float:
                var isFloat = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var single);
                raw = BitConverter.SingleToUInt32Bits(single);
                return isFloat;
            case ScalarType.Double:
                var isDouble = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
                raw = BitConverter.DoubleToUInt64Bits(number);
                return isDouble;
            case ScalarType.UInt32 or ScalarType.Fixed32 or ScalarType.UInt64 or ScalarType.Fixed64:
                return Utf8Parser.TryParse(text, out raw, out int read) && read == text.Length && (raw <= uint.MaxValue || type is ScalarType.UInt64 or ScalarType.Fixed64);
            default:
                if (!Utf8Parser.TryParse(text, out long signed, out int used) || used != text.Length)
                    return false;
                raw = Unsigned(type, signed);
                return type is ScalarType.Int64 or ScalarType.SInt64 or ScalarType.SFixed64 || signed is >= int.MinValue and <= int.MaxValue;
        }
    }

    /// <summary>Appends it as the wire has it.</summary>
    internal static void Append(WireType type, ulong raw, Scratch output)
    {
        switch (type)
        {
            case WireType.Fixed32:
                BinaryPrimitives.WriteUInt32LittleEndian(output.Reserve(sizeof(uint)), (uint)raw);
                break;
            case WireType.Fixed64:
                BinaryPrimitives.WriteUInt64LittleEndian(output.Reserve(sizeof(ulong)), raw);
                break;
            default:
                AppendVarint(raw, output);
                break;
        }
    }

    internal static void AppendVarint(ulong value, Scratch output)
    {
        Span<byte> bytes = stackalloc byte[LongestVarint];
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[length++] = (byte)(value | 0x80);
        bytes[length++] = (byte)value;
        output.Append(bytes[..length]);
    }

    private static long Signed(ScalarType type, ulong raw) => type switch
    {
        ScalarType.Int32 or ScalarType.SFixed32 or ScalarType.Enum => (int)raw,
        ScalarType.SInt32 => (int)((uint)raw >> 1) ^ -(int)(raw & 1),
        ScalarType.SInt64 => (long)(raw >> 1) ^ -(long)(raw & 1),
        _ => (long)raw,
    };

    private static ulong Unsigned(ScalarType type, long value) => type switch
    {
        ScalarType.SFixed32 => (uint)value,
        ScalarType.SInt32 or ScalarType.SInt64 => (ulong)((value << 1) ^ (value >> 63)),
        _ => (ulong)value,
    };
}
