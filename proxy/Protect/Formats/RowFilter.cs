using System.Text.Unicode;
using Compliance.Protect.Formats.Json;
using Compliance.Protect.Framing;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Protect.Formats;

/// <summary>
/// Asks a predicate about one record after another: <see cref="Begin"/> reads the value, <see cref="Take"/> is told the key and the headers that it
/// asks for, <see cref="Keeps"/> answers. What is no JSON, or has a place twice, is unclear, and so is not kept. One per session, not thread-safe;
/// keeps its buffers, so the steady state allocates nothing.
/// </summary>
public sealed class RowFilter
{
    private readonly Picks _picks = new();
    private readonly JsonPicker _picker = new();
    private RowPredicate? _predicate;

    /// <param name="predicate">What is asked.</param>
    /// <param name="value">As it is stored; empty: a tombstone, of whose value nothing is there.</param>
    /// <param name="schemaHeader">The record's header <c>__value_schema_id</c>; empty: it has none.</param>
    public void Begin(RowPredicate predicate, ReadOnlySpan<byte> value, ReadOnlySpan<byte> schemaHeader)
    {
        _predicate = predicate;
        _picks.Begin(predicate.Paths, predicate.Operands.Length);
        if (value.IsEmpty || predicate.Paths.IsEmpty)
            return;
        var frame = ValueFrame.Read(value, schemaHeader);
        _picker.TryRead(value[(frame.IsInHeader ? 0 : frame.Length)..], predicate.Paths, _picks);
    }

    /// <summary>The key, or a header, of which there may be several of one name.</summary>
    /// <param name="operand">Index in <see cref="RowPredicate.Operands"/>.</param>
    /// <param name="bytes">Text in UTF-8; else it is unclear.</param>
    public void Take(int operand, ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            _picks.Found(operand, FactKind.Unclear);
            return;
        }

        bytes.CopyTo(_picks.Reserve(bytes.Length));
        _picks.Found(operand, FactKind.Text, bytes.Length, bytes.Length);
    }

    /// <summary>The key, or a header, is there and null.</summary>
    public void TakeNull(int operand) => _picks.Found(operand, FactKind.Null);

    /// <summary>Only what is true is let through. Overwrites what was read of the record.</summary>
    public bool Keeps()
    {
        var keeps = _predicate!.Ask(_picks.Facts) == Truth.True;
        _picks.Clear();
        return keeps;
    }
}
