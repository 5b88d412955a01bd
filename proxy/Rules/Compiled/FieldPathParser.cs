using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Reads <c>"$" | ["$"] step {step}; step = "." names | ".." names | "[" ("*" | digits | quoted) "]"; names = name | "{" name {"," name} "}"</c>.
/// The first step may leave out its dot. One use per instance.
/// </summary>
internal ref struct FieldPathParser(string text)
{
    private const int MaxCharacters = 512;
    private const int MaxSegments = 32;
    private const int MaxNames = 64;
    internal static readonly SearchValues<char> Reserved = SearchValues.Create(".[]{},'\"*$ \t\r\n");

    private readonly ImmutableArray<PathSegment>.Builder _segments = ImmutableArray.CreateBuilder<PathSegment>();
    private int _at;

    internal string Error { get; private set; } = "";

    internal FieldPath? Parse()
    {
        if (text.Length > MaxCharacters)
            Error = $"it has {text.Length} characters, at most {MaxCharacters} are read";
        else if (text.StartsWith('$'))
            _at = 1;
        else if (text.Length > 0 && text[0] is not ('.' or '['))
            ReadNames(anywhere: false);

        while (_at < text.Length && Error.Length == 0)
        {
            if (text[_at] == '[')
                ReadBracket();
            else if (Take(".."))
                ReadNames(anywhere: true);
            else if (Take("."))
                ReadNames(anywhere: false);
            else
                Fail($"'{text[_at]}' does not belong here; steps begin with '.', '..' or '['");
        }

        if (Error.Length == 0 && _segments.Count == 0 && text != FieldPath.Whole)
            Error = "it names no field; write for example $.card.number";
        if (Error.Length == 0 && _segments.Count > MaxSegments)
            Error = $"it has {_segments.Count} steps, at most {MaxSegments} are followed";
        return Error.Length == 0 ? new(text, _segments.ToImmutable()) : null;
    }

    private void ReadNames(bool anywhere)
    {
        var names = ImmutableArray.CreateBuilder<byte[]>();
        if (!Take("{"))
        {
            names.Add(ReadName());
        }
        else
        {
            do
            {
                SkipSpaces();
                names.Add(ReadName());
                SkipSpaces();
            }
            while (Error.Length == 0 && Take(","));
            if (Error.Length == 0 && !Take("}"))
                Fail("a '{' is not closed; write for example {name,email}");
            if (names.Count > MaxNames)
                Fail($"more than {MaxNames} names between braces");
        }

        _segments.Add(new(names.ToImmutable(), -1, anywhere));
    }

    private byte[] ReadName()
    {
        var start = _at;
        while (_at < text.Length && !Reserved.Contains(text[_at]))
            _at++;
        if (_at == start)
            Fail(_at < text.Length && text[_at] == '*' ? "'.*' is not supported in this version; name the members, or write {a,b}" : "a name is missing");
        return Encoding.UTF8.GetBytes(text[start.._at]);
    }

    private void ReadBracket()
    {
        _at++;
        if (Take("*"))
            _segments.Add(new([], -1, Anywhere: false));
        else if (_at < text.Length && text[_at] is '\'' or '"')
            ReadQuoted(text[_at]);
        else
            ReadIndex();
        if (Error.Length == 0 && !Take("]"))
            Fail("a '[' is not closed; write [*], [0] or ['name']");
    }

    private void ReadQuoted(char quote)
    {
        var end = text.IndexOf(quote, _at + 1);
        if (end <= _at + 1)
        {
            Fail("a quoted name is empty or not closed");
            return;
        }

        _segments.Add(new([Encoding.UTF8.GetBytes(text[(_at + 1)..end])], -1, Anywhere: false));
        _at = end + 1;
    }

    private void ReadIndex()
    {
        var start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
        if (int.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            _segments.Add(new([], index, Anywhere: false));
        else
            Fail("between '[' and ']' stands '*', a number or a quoted name");
    }

    private bool Take(string token)
    {
        if (string.CompareOrdinal(text, _at, token, 0, token.Length) != 0)
            return false;
        _at += token.Length;
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < text.Length && text[_at] == ' ')
            _at++;
    }

    private void Fail(string what)
    {
        if (Error.Length == 0)
            Error = $"at character {_at + 1}: {what}";
    }
}
