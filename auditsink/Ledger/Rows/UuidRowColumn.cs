using Apache.Arrow;
using Compliance.Events;

namespace Compliance.Ledger.Rows;

/// <summary>Sixteen bytes, out of the 36 characters of the column: exactly those that the sink writes, so that no two texts are one value.</summary>
internal sealed class UuidRowColumn(EventField field, StringArray array) : RowColumn(field, array)
{
    private const int TextLength = 36;
    private const int Size = 16;

    protected override bool IsDefault(int index)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Parse(index, bytes);
        return !bytes.ContainsAnyExcept((byte)0);
    }

    protected override void WriteValue(RowBuffer row, int index)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Parse(index, bytes);
        Key(row, RowWire.Uuid);
        row.Bytes(bytes);
    }

    private void Parse(int index, Span<byte> bytes)
    {
        var text = array.GetBytes(index);
        if (text.Length != TextLength)
            throw Bad(index);
        var at = 0;
        for (var i = 0; i < Size; i++)
        {
            if (i is 4 or 6 or 8 or 10 && text[at++] != '-')
                throw Bad(index);
            var (high, low) = (Digit(text[at]), Digit(text[at + 1]));
            if ((high | low) < 0)
                throw Bad(index);
            bytes[i] = (byte)((high << 4) | low);
            at += 2;
        }
    }

    private static int Digit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        _ => -1,
    };

    private RowException Bad(int index) => new(Name, index, "is no UUID of 36 lower-case characters.");
}
