using System.Text.Unicode;
using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Formats.Csv;
using Compliance.Protect.Formats.Json;
using Compliance.Protect.Formats.Protobuf;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Protect.Framing;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Protect.Formats;

/// <summary>
/// Asks a predicate about one record after another: <see cref="Begin"/> reads the value, <see cref="Take"/> is told the key and the headers that it
/// asks for, <see cref="Keeps"/> answers. What can't be read in its format, or has a place twice, is unclear, and so is not kept. One per session,
/// not thread-safe; keeps its buffers, so the steady state allocates nothing.
/// </summary>
/// <param name="schemas">The schemas that are known; null: none are.</param>
public sealed class RowFilter(SchemaCache? schemas = null)
{
    private readonly Picks _picks = new();
    private readonly Scratch _room = new();
    private readonly JsonPicker _json = new();
    private CsvPicker? _commas;
    private CsvPicker? _semicolons;
    private CsvPicker? _tabs;
    private RowPredicate? _predicate;

    /// <param name="predicate">What is asked.</param>
    /// <param name="value">As it is stored; empty: a tombstone, of whose value nothing is there.</param>
    /// <param name="schemaHeader">The record's header <c>__value_schema_id</c>; empty: it has none.</param>
    /// <param name="format">In what the value is written; a single one.</param>
    /// <param name="missing">
    /// Takes the id of a schema that is not known, and false is returned: ask again when it has been looked for. Null: it has been, and where it is
    /// not known still, nothing is clear.
    /// </param>
    public bool Begin(RowPredicate predicate, ReadOnlySpan<byte> value, ReadOnlySpan<byte> schemaHeader, ValueFormats format = ValueFormats.Json, Action<SchemaId>? missing = null)
    {
        _predicate = predicate;
        _picks.Begin(predicate.Paths, predicate.Operands.Length);
        if (value.IsEmpty || predicate.Paths.IsEmpty)
            return true;
        // JSON is read behind whatever frame it stands.
        var frame = (format & (ValueFormats.Framed | ValueFormats.Json)) == 0 ? default : ValueFrame.Read(value, schemaHeader);
        var choice = format == ValueFormats.Json ? new(format, null, FaultKind.None) : FormatChoice.Of(format, hasTags: false, frame, schemas);
        if (choice is { Fault: FaultKind.SchemaUnknown, IsUnusable: false } && missing is not null && !frame.Id.IsNone)
        {
            missing(frame.Id);
            return false;
        }

        var head = frame.IsInHeader ? schemaHeader[frame.Length..] : [];
        if (choice.Fault != FaultKind.None || !Read(choice, head, value[(frame.IsInHeader ? 0 : frame.Length)..]))
            _picks.Spoil();
        _picks.SpoilBytes();
        return true;
    }

    /// <summary>The key, or a header, of which there may be several of one name.</summary>
    /// <param name="operand">Index in <see cref="RowPredicate.Operands"/>.</param>
    /// <param name="bytes">Text in UTF-8; else it is unclear.</param>
    public void Take(int operand, ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            _picks.Found(operand, ScalarKind.Text, bytes);
        else
            _picks.Found(operand, FactKind.Unclear);
    }

    /// <summary>The key, or a header, is there and null.</summary>
    public void TakeNull(int operand) => _picks.Found(operand, FactKind.Null);

    /// <summary>Only what is true is let through. Overwrites what was read of the record.</summary>
    public bool Keeps()
    {
        var keeps = _predicate!.Ask(_picks.Facts) == Truth.True;
        _picks.Clear();
        _room.Reset();
        _commas?.Clear();
        _semicolons?.Clear();
        _tabs?.Clear();
        return keeps;
    }

    /// <summary>False: nothing is clear.</summary>
    private bool Read(FormatChoice choice, ReadOnlySpan<byte> head, ReadOnlySpan<byte> value)
    {
        var paths = _predicate!.Paths;
        return choice.Format switch
        {
            ValueFormats.Json or ValueFormats.JsonSchema => _json.TryRead(value, paths, _picks),
            ValueFormats.Avro => AvroPicker.Read(((AvroSchema)choice.Schema!).Root, value, paths, _picks, _room),
            ValueFormats.Protobuf => choice.Schema is ProtobufSchema schema && ProtobufFormat.TypeOf(schema, head.IsEmpty ? value : head, out var read) is { } type
                && ProtobufPicker.Read(type, value, head.IsEmpty ? read : 0, paths, _picks, _room),
            ValueFormats.Csv => (_commas ??= new((byte)',')).Read(value, paths, _picks),
            ValueFormats.CsvSemicolon => (_semicolons ??= new((byte)';')).Read(value, paths, _picks),
            ValueFormats.Tsv => (_tabs ??= new((byte)'\t')).Read(value, paths, _picks),
            _ => false,
        };
    }
}
