
namespace Compliance.Protect.Formats.Avro;

/// <summary>What stands for nothing in each type, so that a reader still finds the type. Not of records, whose fields are emptied one by one.</summary>
internal static class AvroDefault
{
    private static ReadOnlySpan<byte> NoUuid => "00000000-0000-0000-0000-000000000000"u8;

    internal static void Write(AvroType type, Scratch output)
    {
        switch (type)
        {
            case { Kind: AvroKind.Null }:
                break;
            case { Kind: AvroKind.Enum }:
                AvroNumber.Write(type.DefaultSymbol, output);
                break;
            case { Kind: AvroKind.String, Logical: AvroLogical.Uuid }:
                AvroNumber.Write(NoUuid.Length, output);
                output.Append(NoUuid);
                break;
            case { Kind: AvroKind.Bytes, Logical: AvroLogical.Decimal }:
                // A number of no bytes is none to Java.
                output.Append([2, 0]);
                break;
            default:
                // A length, a number, a count, false: one byte.
                output.Reserve(type.FixedBytes < 0 ? 1 : type.FixedBytes).Clear();
                break;
        }
    }
}
