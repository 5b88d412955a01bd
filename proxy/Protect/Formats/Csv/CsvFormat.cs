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
internal sealed class CsvFormat(KeyRing keys, Edits edits, byte separator) : IFormat
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private readonly FieldWriter _fields = new(keys, new());
    private readonly Scratch _text = new();
    private readonly Scratch _made = new();
    private readonly List<CsvColumn> _columns = [];
    private FieldRule? _whole;
    private int _protected;

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
        _protected = 0;
        var cursor = new CsvCursor(value, separator) { At = value.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0 };
        var isNamed = root.Names.Count > 0 || !root.OtherMember.IsDead;
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
    }

    private ProtectFault ReadNames(ref CsvCursor cursor, PathState root)
    {
        do
        {
            if (!cursor.TryRead(out var cell))
                return new(FaultKind.MalformedCsv, "$");
            var name = cursor.Text(cell, _text).Trim((byte)' ');
            Add(root.Member(name), root.Element(_columns.Count));
        }
        while (!cursor.IsLineEnd);
        return _protected == 0 ? new(FaultKind.NoColumn, "$") : default;
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
                Add(null, root.Element(count));
            }

            if (_columns[count++] is { Rule: { } rule } column && Protect(cursor.Text(cell, _text), cell, rule, column.Stored) is { Kind: not FaultKind.None } fault)
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

    private void Add(PathState? byName, PathState byIndex)
    {
        var rule = FieldRule.Stronger(FieldRule.Stronger(byName?.OnScalar, byIndex.OnScalar), _whole);
        _columns.Add(new(rule, FieldRule.Stronger(byName?.Stored, byIndex.Stored)));
        if (rule is not null)
            _protected = _columns.Count;
    }

    private ProtectFault Protect(ReadOnlySpan<byte> text, CsvCell cell, FieldRule rule, FieldRule? stored)
    {
        if (text.IsEmpty)
            return default;
        if (rule.Treatment is Reveal && stored is null)
        {
            edits.Hit(rule);
            return default;
        }

        _made.Truncate(0);
        if (rule.Treatment is not (Drop or Nullify or Redact))
        {
            var kind = ScalarKind.Text;
            if (stored is not null && _fields.TurnBack(stored, ref text, ref kind) is var unknown and not FaultKind.None)
                return new(unknown, stored.PathText);
            if (_fields.Write(rule, text, ref kind, _made) is var fault and not FaultKind.None)
                return new(fault, rule.PathText);
        }

        var replacement = edits.Scratch.Length;
        AppendCell(_made.Written, cell.IsQuoted);
        edits.Replace(cell.Start, cell.End, replacement);
        edits.Hit(rule);
        return default;
    }

    private void AppendCell(ReadOnlySpan<byte> text, bool isQuoted)
    {
        if (!isQuoted && !text.ContainsAny(separator, (byte)'"') && !text.ContainsAny((byte)'\r', (byte)'\n'))
        {
            edits.Scratch.Append(text);
            return;
        }

        edits.Scratch.Append("\""u8);
        while (text.IndexOf((byte)'"') is >= 0 and var quote)
        {
            edits.Scratch.Append(text[..(quote + 1)]);
            edits.Scratch.Append("\""u8);
            text = text[(quote + 1)..];
        }

        edits.Scratch.Append(text);
        edits.Scratch.Append("\""u8);
    }
}
