using System.Collections.Immutable;
using System.Text.Unicode;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Protect.Formats.Csv;

/// <summary>
/// Finds the cells of a few columns, all of them text; an empty cell without quotes is null. Where a path names a column the first line names
/// them all; of several lines each has to say the same. Owned by one reader.
/// </summary>
internal sealed class CsvPicker(byte separator)
{
    private const int Unknown = -1;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private readonly Scratch _text = new();
    private int[] _columns = [];

    /// <summary>False: it is not so written, or has not these columns; what was found before stays.</summary>
    internal bool Read(ReadOnlySpan<byte> value, ImmutableArray<FieldPath> paths, Picks picks)
    {
        if (!Utf8.IsValid(value))
            return false;
        if (_columns.Length < paths.Length)
            _columns = new int[paths.Length];
        for (var i = 0; i < paths.Length; i++)
            _columns[i] = paths[i].Segments[0].IsMember ? Unknown : paths[i].Segments[0].Index;
        var cursor = new CsvCursor(value, separator) { At = value.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0 };
        var width = 0;
        if (_columns.AsSpan(0, paths.Length).Contains(Unknown) && !TryReadNames(ref cursor, paths, out width))
            return false;
        // Of lines whose columns are only counted nobody knows more than that these must be there.
        var least = width;
        for (var i = 0; i < paths.Length && width == 0; i++)
            least = Math.Max(least, _columns[i] + 1);
        while (!cursor.IsAtEnd)
        {
            if (!TryReadLine(ref cursor, paths.Length, least, isExact: width > 0, picks))
                return false;
        }

        return true;
    }

    internal void Clear() => _text.Reset();

    private bool TryReadNames(ref CsvCursor cursor, ImmutableArray<FieldPath> paths, out int width)
    {
        width = 0;
        do
        {
            if (!cursor.TryRead(out var cell))
                return false;
            var name = cursor.Text(cell, _text).Trim((byte)' ');
            for (var i = 0; i < paths.Length; i++)
            {
                if (!paths[i].Segments[0].TakesMember(name))
                    continue;
                // Two columns of one name: nobody can say which is meant.
                if (_columns[i] != Unknown)
                    return false;
                _columns[i] = width;
            }

            width++;
        }
        while (!cursor.IsLineEnd);
        return !_columns.AsSpan(0, paths.Length).Contains(Unknown);
    }

    private bool TryReadLine(ref CsvCursor cursor, int count, int least, bool isExact, Picks picks)
    {
        var column = 0;
        do
        {
            if (!cursor.TryRead(out var cell))
                return false;
            var isEmpty = cell.Start == cell.End;
            if (column == 0 && isEmpty && cursor.IsLineEnd)
                return true;
            for (var i = 0; i < count; i++)
            {
                if (_columns[i] != column)
                    continue;
                if (isEmpty)
                    picks.Found(i, FactKind.Null);
                else
                    picks.Found(i, ScalarKind.Text, cursor.Text(cell, _text));
            }

            column++;
        }
        while (!cursor.IsLineEnd);
        return isExact ? column == least : column >= least;
    }
}
