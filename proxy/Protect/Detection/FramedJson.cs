using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Formats.Protobuf;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Protect.Framing;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Detection;

/// <summary>What sampled values mean as JSON, with the names that their schemas have, so that paths through it are those of policies. Immutable.</summary>
internal sealed class FramedJson(SchemaCache? schemas)
{
    /// <summary>JSON, if the value is what it says it is; what can't be read is given back as it stands, or is empty.</summary>
    /// <param name="value">A record's value.</param>
    /// <param name="header">Its header that names the schema; empty: it has none.</param>
    /// <param name="format">In what it is written.</param>
    /// <param name="lacksSchema">It can't be read without its schema, which is not known.</param>
    internal ReadOnlySpan<byte> Read(ReadOnlySpan<byte> value, ReadOnlySpan<byte> header, out ValueFormats format, out bool lacksSchema)
    {
        var frame = ValueFrame.Read(value, header);
        var content = frame.IsInHeader ? value : value[Math.Min(frame.Length, value.Length)..];
        lacksSchema = false;
        format = frame.Kind == FrameKind.None ? ValueFormats.Json : ValueFormats.JsonSchema;
        if (frame.Kind == FrameKind.None)
            return value;
        switch (frame.Kind == FrameKind.Registered ? schemas?.Find(frame.Id) : null)
        {
            case AvroSchema avro:
                format = ValueFormats.Avro;
                return AvroJsonReader.Read(avro, content);
            case ProtobufSchema protobuf:
                format = ValueFormats.Protobuf;
                var head = frame.IsInHeader ? header[frame.Length..] : content;
                return ProtobufFormat.TypeOf(protobuf, head, out var read) is { } type ? ProtobufJsonReader.Read(type, frame.IsInHeader ? content : content[read..]) : [];
            case null when content.IsEmpty || !IsJsonLike(content[0]):
                lacksSchema = true;
                return [];
            default:
                return content;
        }
    }

    /// <summary>Of a value by a schema that is not known it is tried whether it is JSON: only that can be read without.</summary>
    private static bool IsJsonLike(byte first) => first is (byte)'{' or (byte)'[' or (byte)'"' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
