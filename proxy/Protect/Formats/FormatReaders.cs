using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Formats.Csv;
using Compliance.Protect.Formats.Json;
using Compliance.Protect.Formats.Protobuf;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>The readers of one protector, each made when the first value of its format comes: the one place where a format is plugged in.</summary>
internal sealed class FormatReaders(KeyRing keys, Edits edits)
{
    private JsonFormat? _json;
    private AvroFormat? _avro;
    private ProtobufFormat? _protobuf;
    private CsvFormat? _csv;
    private CsvFormat? _semicolons;
    private CsvFormat? _tabs;
    private TextFormat? _text;

    /// <param name="format">A single one.</param>
    internal IFormat Of(ValueFormats format) => format switch
    {
        ValueFormats.Json or ValueFormats.JsonSchema => _json ??= new(keys, edits),
        ValueFormats.Avro => _avro ??= new(keys, edits),
        ValueFormats.Protobuf => _protobuf ??= new(keys, edits),
        ValueFormats.Csv => _csv ??= new(keys, edits, (byte)','),
        ValueFormats.CsvSemicolon => _semicolons ??= new(keys, edits, (byte)';'),
        ValueFormats.Tsv => _tabs ??= new(keys, edits, (byte)'\t'),
        ValueFormats.Text => _text ??= new(keys, edits),
        _ => throw new InvalidOperationException($"Values in {format} have no reader; a policy that names the format is refused."),
    };
}
