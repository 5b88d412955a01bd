using System.Text.Unicode;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Protect.Transforms;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Csv;

/// <summary>
/// One line or several of cells between separators, all of them text. A plan that names columns expects their names in the first line, and
/// takes the value for another one where it finds none of them; a plan that only counts columns expects no such line. An empty cell says
/// already that there is nothing; a cell that is dropped is emptied, since the columns behind it keep their place.
/// </summary>
internal sealed class CsvFormat : IFormat
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private readonly FieldWriter _fields;
    private readonly TextSearch _search;
    private readonly FoundPaths _paths = new();
    private readonly Edits _edits;
    private readonly byte _separator;
    private readonly Scratch _text = new();
    private readonly Scratch _made = new();
    private readonly Scratch _names = new();
    private readonly List<CsvColumn> _columns = [];
    private FieldRule? _whole;
    private int _protected;

    internal CsvFormat(KeyRing keys, Edits edits, byte separator)
    {
        (_edits, _separator) = (edits, separator);
        _fields = new(keys, new());
        _search = new(_fields, edits);
    }

    public ProtectFault Read(FieldPlan plan, ValueSchema? schema, ReadOnlySpan<byte> head, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return new(FaultKind.Empty, "$");
        if (!Utf8.IsValid(value))
            return new(FaultKind.InvalidUtf8, "$");
        var root = plan.Root;
        // A path that ends at the value itself takes every cell.
        _whole = root.OnNull?.Whole;
        _columns.Clear();
        _names.Truncate(0);
        _protected = 0;
        var cursor = new CsvCursor(value, _separator) { At = value.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0 };
        // What is looked for in all cells asks for no name.
        var isNamed = root.Names.Count > 0 || (!root.OtherMember.IsDead && root.Detects is null);
        if (isNamed && ReadNames(ref cursor, root) is { Kind: not FaultKind.None } unnamed)
            return unnamed;
        while (!cursor.IsAtEnd)
        {
            if (ReadLine(ref cursor, root, isNamed) is { Kind: not FaultKind.None } fault)
                return fault;
        }

        return default;
    }

    public void Clear()
    {
        _fields.Clear();
        _text.Reset();
        _made.Reset();
        _names.Reset();
    }

    private ProtectFault ReadNames(ref CsvCursor cursor, PathState root)
    {
        do
        {
            if (!cursor.TryRead(out var cell))
                return new(FaultKind.MalformedCsv, "$");
            var name = cursor.Text(cell, _text).Trim((byte)' ');
            Add(root.Member(name), root.Element(_columns.Count), name);
        }
        while (!cursor.IsLineEnd);
        return !_columns.Exists(column => column.IsToRead) ? new(FaultKind.NoColumn, "$") : default;
    }

    private ProtectFault ReadLine(ref CsvCursor cursor, PathState root, bool isNamed)
    {
        var count = 0;
        CsvCell cell;
        do
        {
            if (!cursor.TryRead(out cell))
                return new(FaultKind.MalformedCsv, "$");
            if (count == _columns.Count)
            {
                // Whether a cell too many, or a separator too many, nobody can say where the columns are.
                if (isNamed)
                    return new(FaultKind.NoColumn, "$");
                Add(null, root.Element(count), name: default);
            }

            if (_columns[count++] is { IsToRead: true } column && Protect(cursor.Text(cell, _text), cell, column) is { Kind: not FaultKind.None } fault)
                return fault;
        }
        while (!cursor.IsLineEnd);
        var isBlank = count == 1 && cell is { Start: var start, End: var end } && start == end;
        return isBlank || (count >= _protected && count > LastCounted(root)) ? default : new(FaultKind.NoColumn, "$");
    }

    /// <summary>The last column that the plan counts: a line without it was written otherwise than expected.</summary>
    private static int LastCounted(PathState root)
    {
        var last = -1;
        for (var i = 0; i < root.Indexes.Count; i++)
            last = Math.Max(last, root.Indexes[i]);
        return last;
    }

    private void Add(PathState? byName, PathState byIndex, ReadOnlySpan<byte> name)
    {
        var rule = FieldRule.Stronger(FieldRule.Stronger(byName?.OnScalar, byIndex.OnScalar), _whole);
        var detects = byName is null ? byIndex.Detects : byName.Detects;
        _columns.Add(new(rule, FieldRule.Stronger(byName?.Stored, byIndex.Stored), detects, _names.Length, detects is null ? 0 : name.Length));
        if (detects is not null)
            _names.Append(name);
        if (rule is not null)
            _protected = _columns.Count;
    }

    private ProtectFault Protect(ReadOnlySpan<byte> text, CsvCell cell, in CsvColumn column)
    {
        var (rule, stored) = (column.Rule, column.Stored);
        if (text.IsEmpty)
            return default;
        _made.Truncate(0);
        if (column.Detects is not null && (rule is null || rule.Treatment is Reveal))
            return rule is null && stored is not null ? default : Search(text, cell, column);
        if (rule!.Treatment is Reveal && stored is null)
        {
            _edits.Hit(rule);
            return default;
        }

        if (rule.Treatment is not (Drop or Nullify or Redact))
        {
            var kind = ScalarKind.Text;
            if (stored is not null && _fields.TurnBack(stored, ref text, ref kind) is var unknown and not FaultKind.None)
                return new(unknown, stored.PathText);
            if (column.Detects is not null)
                rule = _search.Settle(rule, column.Detects, text, NameOf(column));
            if (_fields.Write(rule, text, ref kind, _made) is var fault and not FaultKind.None)
                return new(fault, rule.PathText);
        }

        _edits.Hit(rule);
        return Replace(cell);
    }

    private ProtectFault Search(ReadOnlySpan<byte> text, CsvCell cell, in CsvColumn column)
    {
        var kind = ScalarKind.Text;
        if (column.Stored is not null && _fields.TurnBack(column.Stored, ref text, ref kind) is var unknown and not FaultKind.None)
            return new(unknown, column.Stored.PathText);
        if (column.Rule is not null)
            _edits.Hit(column.Rule);
        var parts = _search.Find(column.Detects!, text, NameOf(column));
        if (_search.Note(parts, TextSearch.HasUndeclared(parts) ? _paths.Or(NameOf(column)) : "") is { Kind: not FaultKind.None } refused)
            return refused;
        if (column.Stored is null && !TextSearch.AnyChanges(parts))
            return default;
        return _search.Write(parts, text, ref kind, _made) is { Kind: not FaultKind.None } fault ? fault : Replace(cell);
    }

    private ReadOnlySpan<byte> NameOf(in CsvColumn column) => _names.Written.Slice(column.NameStart, column.NameLength);

    /// <summary>By what has been made.</summary>
    private ProtectFault Replace(CsvCell cell)
    {
        var replacement = _edits.Scratch.Length;
        AppendCell(_made.Written, cell.IsQuoted);
        _edits.Replace(cell.Start, cell.End, replacement);
        return default;
    }

    private void AppendCell(ReadOnlySpan<byte> text, bool isQuoted)
    {
        if (!isQuoted && !text.ContainsAny(_separator, (byte)'"') && !text.ContainsAny((byte)'\r', (byte)'\n'))
        {
            _edits.Scratch.Append(text);
            return;
        }

        _edits.Scratch.Append("\""u8);
        while (text.IndexOf((byte)'"') is >= 0 and var quote)
        {
            _edits.Scratch.Append(text[..(quote + 1)]);
            _edits.Scratch.Append("\""u8);
            text = text[(quote + 1)..];
        }

        _edits.Scratch.Append(text);
        _edits.Scratch.Append("\""u8);
    }
}
