using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;

namespace Compliance.Protect.Formats.Avro;

/// <summary>Writes what a treatment has left as a scalar of a type.</summary>
internal static class AvroScalar
{
    private const int UuidBytes = 16;

    /// <summary>False: it does not fit the type; what was written is to be given up.</summary>
    internal static bool TryWrite(AvroType type, ReadOnlySpan<byte> text, ScalarKind kind, Scratch output)
    {
        switch (type.Kind)
        {
            case AvroKind.Bytes or AvroKind.Fixed when type.Logical == AvroLogical.Decimal:
                return kind == ScalarKind.Number && AvroDecimal.TryWrite(text, type, output);
            case AvroKind.String when type.Logical == AvroLogical.Uuid && !TryUuid(text, out _):
                return false;
            case AvroKind.String or AvroKind.Bytes:
                AvroNumber.Write(text.Length, output);
                output.Append(text);
                return true;
            case AvroKind.Fixed when type.Logical == AvroLogical.Uuid:
                return TryUuid(text, out var uuid) && uuid.TryWriteBytes(output.Reserve(UuidBytes), bigEndian: true, out _);
            case AvroKind.Fixed:
                output.Append(text);
                return text.Length == type.Size;
            case AvroKind.Enum:
                for (var i = 0; i < type.Symbols.Length; i++)
                {
                    if (!text.SequenceEqual(type.Symbols[i]))
                        continue;
                    AvroNumber.Write(i, output);
                    return true;
                }

                return false;
            case AvroKind.Boolean:
                output.Append([text.SequenceEqual("true"u8) ? (byte)1 : (byte)0]);
                return kind == ScalarKind.Boolean;
            case AvroKind.Int or AvroKind.Long:
                if (!(kind == ScalarKind.Text ? AvroTime.TryParse(type, text, out var whole) : TryWhole(type, text, kind, out whole)))
                    return false;
                AvroNumber.Write(whole, output);
                return true;
            case AvroKind.Float:
                var isSingle = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var single) && kind == ScalarKind.Number;
                BinaryPrimitives.WriteSingleLittleEndian(output.Reserve(sizeof(float)), single);
                return isSingle;
            default:
                var isDouble = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var wide) && kind == ScalarKind.Number;
                BinaryPrimitives.WriteDoubleLittleEndian(output.Reserve(sizeof(double)), wide);
                return isDouble;
        }
    }

    private static bool TryWhole(AvroType type, ReadOnlySpan<byte> text, ScalarKind kind, out long whole) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole)
        && kind == ScalarKind.Number && (type.Kind == AvroKind.Long || whole is >= int.MinValue and <= int.MaxValue);

    private static bool TryUuid(ReadOnlySpan<byte> text, out Guid uuid) =>
        Utf8Parser.TryParse(text, out uuid, out var read, 'D') && read == text.Length;
}
