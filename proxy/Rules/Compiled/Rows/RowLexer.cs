namespace Compliance.Rules.Compiled.Rows;

/// <summary>Parts the text of a predicate into words. One use per instance.</summary>
internal ref struct RowLexer(string text)
{
    private static readonly string[] Signs = ["==", "!=", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ","];
    private int _end;

    internal RowWord Kind { get; private set; }

    /// <summary>The word; of a quotation what stands in it.</summary>
    internal string Text { get; private set; } = "";

    /// <summary>Of a value: its path, from the first '.' or '['. Of a header: its name.</summary>
    internal string Path { get; private set; } = "";

    /// <summary>Where the word begins.</summary>
    internal int At { get; private set; }

    /// <summary>Goes on if this is the word.</summary>
    internal bool Take(string word)
    {
        if (Kind is not (RowWord.Word or RowWord.Sign) || Text != word)
            return false;
        Next();
        return true;
    }

    internal void Next()
    {
        At = _end;
        while (At < text.Length && char.IsWhiteSpace(text[At]))
            At++;
        _end = At;
        (Kind, Text, Path) = (RowWord.End, "", "");
        if (At == text.Length)
            return;
        var first = text[At];
        if (first is '\'' or '"')
            Quoted(first);
        else if (char.IsAsciiDigit(first) || (first == '-' && At + 1 < text.Length && char.IsAsciiDigit(text[At + 1])))
            Run(RowWord.Number, c => char.IsAsciiDigit(c) || c is '.' or '-');
        else if (char.IsAsciiLetter(first))
            Word();
        else
            Sign();
    }

    private void Sign()
    {
        foreach (var sign in Signs)
        {
            if (string.CompareOrdinal(text, At, sign, 0, sign.Length) != 0)
                continue;
            Set(RowWord.Sign, At + sign.Length);
            return;
        }

        Set(RowWord.Rubbish, At + 1);
    }

    private void Word()
    {
        Run(RowWord.Word, char.IsAsciiLetterOrDigit);
        if (_end == text.Length || text[_end] is not ('.' or '['))
            return;
        var start = _end;
        if (Text == "value")
        {
            while (_end < text.Length && !char.IsWhiteSpace(text[_end]) && text[_end] is not ('=' or '!' or '<' or '>' or '(' or ')' or ',' or ']'))
                _end = text[_end] == '[' ? Bracket(_end) : _end + 1;
            (Kind, Path) = (RowWord.Value, text[start.._end]);
        }
        else if (Text == "header" && text[_end] == '[')
        {
            _end = Bracket(_end);
            var inside = text[(start + 1)..Math.Max(start + 1, _end - 1)];
            (Kind, Path) = inside.Length > 2 && inside[0] is '\'' or '"' && inside[^1] == inside[0] ? (RowWord.Header, inside[1..^1]) : (RowWord.Rubbish, "");
        }

        Text = text[At.._end];
    }

    /// <summary>Behind the bracket that closes this one; quotations in it may hold one.</summary>
    private readonly int Bracket(int at)
    {
        var quote = '\0';
        for (at++; at < text.Length; at++)
        {
            if (quote != '\0')
                quote = text[at] == quote ? '\0' : quote;
            else if (text[at] is '\'' or '"')
                quote = text[at];
            else if (text[at] == ']')
                return at + 1;
        }

        return text.Length;
    }

    private void Quoted(char quote)
    {
        var close = text.IndexOf(quote, At + 1);
        Set(close < 0 ? RowWord.Rubbish : RowWord.Quoted, close < 0 ? text.Length : close + 1);
        if (close >= 0)
            Text = text[(At + 1)..close];
    }

    private void Run(RowWord kind, Func<char, bool> takes)
    {
        var end = At + 1;
        while (end < text.Length && takes(text[end]))
            end++;
        Set(kind, end);
    }

    private void Set(RowWord kind, int end)
    {
        (Kind, _end) = (kind, end);
        Text = text[At..end];
    }
}
