using Apache.Arrow;
using Compliance.Events;

namespace Compliance.Ledger.Rows;

/// <summary>Sixteen bytes, out of the 36 characters of the column: exactly those that the sink writes, so that no two texts are one value.</summary>
internal sealed class UuidRowColumn(EventField field, StringArray array) : RowColumn(field, array)
{
    private const int TextLength = 36;
    private const int Size = 16;

    public override int Width => Varint.MaxSize + Size;

    protected override void Write(RowBlock block, ulong rows)
    {
        var offsets = array.ValueOffsets.Slice(block.First, block.Rows + 1);
        var bytes = array.Values;
        var key = Key(RowWire.Uuid);
        while (rows != 0)
        {
            var row = Next(ref rows);
            var free = block.Free(row);
            var size = Varint.Write(free, key);
            var value = free.Slice(size, Size);
            if (!TryParse(bytes[offsets[row]..offsets[row + 1]], value))
                throw new RowException(Name, block.First + row, "is no UUID of 36 lower-case characters.");
            if (IsNullable || value.ContainsAnyExcept((byte)0))
                block.Took(row, size + Size);
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        if (text.Length != TextLength)
            return false;
        var (at, all) = (0, 0);
        for (var i = 0; i < Size; i++)
        {
            if (i is 4 or 6 or 8 or 10 && text[at++] != '-')
                return false;
            var (high, low) = (Digit(text[at]), Digit(text[at + 1]));
            all |= high | low;
            bytes[i] = (byte)((high << 4) | low);
            at += 2;
        }

        return all >= 0;
    }

    // Negative for what is no digit.
    private static int Digit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        _ => -1,
    };
}
