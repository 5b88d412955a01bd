using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Formats.Json;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>The readers of one protector, each made when the first value of its format comes: the one place where a format is plugged in.</summary>
internal sealed class FormatReaders(KeyRing keys, Edits edits)
{
    private JsonFormat? _json;
    private AvroFormat? _avro;

    /// <param name="format">A single one.</param>
    internal IFormat Of(ValueFormats format) => format switch
    {
        ValueFormats.Json or ValueFormats.JsonSchema => _json ??= new(keys, edits),
        ValueFormats.Avro => _avro ??= new(keys, edits),
        _ => throw new InvalidOperationException($"Values in {format} have no reader; a policy that names the format is refused."),
    };
}
