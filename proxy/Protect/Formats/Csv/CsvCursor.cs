namespace Compliance.Protect.Formats.Csv;

/// <summary>
/// Reads lines of cells as RFC 4180 has them. What readers understand differently is refused: a quote inside a cell that has none around it,
/// anything behind a closing quote, a carriage return that ends no line.
/// </summary>
internal ref struct CsvCursor(ReadOnlySpan<byte> bytes, byte separator)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    internal int At { get; set; }

    internal readonly bool IsAtEnd => At >= _bytes.Length;

    /// <summary>The cell that was read last is the last of its line.</summary>
    internal bool IsLineEnd { get; private set; }

    /// <summary>Reads a cell, and what ends it.</summary>
    internal bool TryRead(out CsvCell cell)
    {
        var start = At;
        var isQuoted = At < _bytes.Length && _bytes[At] == '"';
        cell = default;
        if (isQuoted ? !TryPassQuoted() : !TryPassPlain())
            return false;
        cell = new(start, At, isQuoted);
        IsLineEnd = IsAtEnd || _bytes[At] != separator;
        if (IsAtEnd)
            return true;
        if (!IsLineEnd)
        {
            At++;
            return true;
        }

        // What follows a quoted cell can be anything.
        var isReturn = _bytes[At] == '\r';
        At += isReturn ? 1 : 0;
        if (IsAtEnd)
            return isReturn;
        return _bytes[At++] == '\n';
    }

    /// <summary>The text of a cell; what a quoted one says with two quotes is in the scratch then.</summary>
    internal readonly ReadOnlySpan<byte> Text(CsvCell cell, Scratch scratch)
    {
        if (!cell.IsQuoted)
            return _bytes[cell.Start..cell.End];
        var inside = _bytes[(cell.Start + 1)..(cell.End - 1)];
        if (!inside.Contains((byte)'"'))
            return inside;
        scratch.Truncate(0);
        while (inside.IndexOf((byte)'"') is >= 0 and var quote)
        {
            scratch.Append(inside[..(quote + 1)]);
            inside = inside[(quote + 2)..];
        }

        scratch.Append(inside);
        return scratch.Written;
    }

    private bool TryPassPlain()
    {
        var rest = _bytes[At..];
        var end = rest.IndexOfAny(separator, (byte)'\r', (byte)'\n');
        end = end < 0 ? rest.Length : end;
        At += end;
        return !rest[..end].Contains((byte)'"');
    }

    private bool TryPassQuoted()
    {
        At++;
        while (_bytes[At..].IndexOf((byte)'"') is >= 0 and var quote)
        {
            At += quote + 1;
            if (IsAtEnd || _bytes[At] != '"')
                return true;
            At++;
        }

        return false;
    }
}
