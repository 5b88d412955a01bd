using Apache.Arrow;
using Compliance.Events;

namespace Compliance.Ledger.Rows;

/// <summary>Length and UTF-8, as the column has it.</summary>
internal sealed class TextRowColumn(EventField field, StringArray array) : RowColumn(field, array)
{
    public override int Width { get; } = checked((2 * Varint.MaxSize) + Longest(array));

    protected override void Write(RowBlock block, ulong rows)
    {
        var offsets = array.ValueOffsets.Slice(block.First, block.Rows + 1);
        var bytes = array.Values;
        var key = Key(RowWire.Text);
        while (rows != 0)
        {
            var row = Next(ref rows);
            var text = bytes[offsets[row]..offsets[row + 1]];
            if (text.IsEmpty && !IsNullable)
                continue;
            var free = block.Free(row);
            var size = Varint.Write(free, key);
            size += Varint.Write(free[size..], (ulong)text.Length);
            text.CopyTo(free[size..]);
            block.Took(row, size + text.Length);
        }
    }

    private static int Longest(StringArray array)
    {
        // A dictionary may be empty, and has no offsets then.
        var offsets = array.Length == 0 ? [] : array.ValueOffsets;
        var longest = 0;
        for (var i = 1; i < offsets.Length; i++)
            longest = Math.Max(longest, offsets[i] - offsets[i - 1]);
        return longest;
    }
}
