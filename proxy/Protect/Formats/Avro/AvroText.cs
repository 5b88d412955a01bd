using System.Buffers.Binary;
using System.Globalization;

namespace Compliance.Protect.Formats.Avro;

/// <summary>A scalar as the treatments take it: dates and times by ISO 8601, decimals and other numbers by their digits, symbols by name.</summary>
internal static class AvroText
{
    private const int LongestNumber = 64;
    private const int UuidText = 36;

    /// <summary>Something could be found in values of the type: they are free text, or whole numbers that mean nothing else.</summary>
    internal static bool MayHold(AvroType type) => type is { Kind: AvroKind.String or AvroKind.Bytes or AvroKind.Int or AvroKind.Long, Logical: AvroLogical.None };

    /// <summary>False: the bytes are no such value.</summary>
    /// <param name="view">Goes behind the value.</param>
    /// <param name="type">Of the value.</param>
    /// <param name="room">Takes what has to be written out; empty before.</param>
    /// <param name="text">In the value itself, or in <paramref name="room"/>; of a number beyond all bounds nothing.</param>
    /// <param name="kind">What the text is.</param>
    internal static bool TryRead(ref AvroView view, AvroType type, Scratch room, out ReadOnlySpan<byte> text, out ScalarKind kind)
    {
        kind = ScalarKind.Number;
        text = default;
        switch (type.Kind)
        {
            case AvroKind.Bytes or AvroKind.Fixed when type.Logical == AvroLogical.Decimal:
                if (!(type.Kind == AvroKind.Bytes ? view.TryBytes(out var unscaled) : view.TryTake(type.Size, out unscaled)))
                    return false;
                if (AvroDecimal.TryRead(unscaled, type.Digits, out var number))
                    text = Format(number, room);
                return true;
            case AvroKind.String or AvroKind.Bytes:
                kind = ScalarKind.Text;
                return view.TryBytes(out text);
            case AvroKind.Fixed:
                kind = ScalarKind.Text;
                if (!view.TryTake(type.Size, out text))
                    return false;
                if (type.Logical == AvroLogical.Uuid)
                {
                    new Guid(text, bigEndian: true).TryFormat(room.Reserve(UuidText), out _);
                    text = room.Written;
                }

                return true;
            case AvroKind.Enum:
                kind = ScalarKind.Text;
                if (!view.TryInt(out var symbol) || (uint)symbol >= (uint)type.Symbols.Length)
                    return false;
                text = type.Symbols[symbol];
                return true;
            case AvroKind.Boolean:
                kind = ScalarKind.Boolean;
                if (!view.TryTake(1, out var boolean) || boolean[0] > 1)
                    return false;
                text = boolean[0] == 1 ? "true"u8 : "false"u8;
                return true;
            case AvroKind.Int or AvroKind.Long:
                long whole;
                if (type.Kind == AvroKind.Long)
                {
                    if (!view.TryLong(out whole))
                        return false;
                }
                else if (view.TryInt(out var small))
                {
                    whole = small;
                }
                else
                {
                    return false;
                }

                if (!AvroTime.TryFormat(type, whole, room))
                    Format(whole, room);
                else
                    kind = ScalarKind.Text;
                text = room.Written;
                return true;
            case AvroKind.Float:
                if (!view.TryTake(sizeof(float), out var single))
                    return false;
                text = Format(BinaryPrimitives.ReadSingleLittleEndian(single), room);
                return true;
            default:
                if (!view.TryTake(sizeof(double), out var wide))
                    return false;
                text = Format(BinaryPrimitives.ReadDoubleLittleEndian(wide), room);
                return true;
        }
    }

    private static ReadOnlySpan<byte> Format<T>(T number, Scratch room)
        where T : IUtf8SpanFormattable
    {
        number.TryFormat(room.Reserve(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        room.Truncate(written);
        return room.Written;
    }
}
