using System.Text;

namespace Compliance.Protect.Formats.Protobuf.Types;

/// <summary>A field of a message. Immutable.</summary>
/// <param name="Number">By which it is known on the wire.</param>
/// <param name="Name">As the schema writes it; of an extension with its package.</param>
/// <param name="JsonName">As JSON would; policies may use either.</param>
/// <param name="Scalar">None: it is a message.</param>
/// <param name="Message">Null: it is a scalar.</param>
/// <param name="IsRepeated">A list, or of map entries a map.</param>
/// <param name="IsRequired">Readers refuse a message without it (proto2).</param>
/// <param name="EmptyEnum">Of an enum: its first value, which stands for none.</param>
internal sealed record FieldType(
    int Number, string Name, string JsonName, ScalarType Scalar, MessageType? Message, bool IsRepeated, bool IsRequired, int EmptyEnum)
{
    internal byte[] NameUtf8 { get; } = Encoding.UTF8.GetBytes(Name);

    /// <summary>What the schema's author tagged it with.</summary>
    internal string[] Tags { get; init; } = [];

    internal byte[] JsonNameUtf8 { get; } = Encoding.UTF8.GetBytes(JsonName);

    internal bool IsMap => Message is { IsMapEntry: true };

    /// <summary>How one value of it stands on the wire.</summary>
    internal WireType Wire { get; } = Scalar switch
    {
        ScalarType.None or ScalarType.Text or ScalarType.Bytes => WireType.Length,
        ScalarType.Fixed32 or ScalarType.SFixed32 or ScalarType.Float => WireType.Fixed32,
        ScalarType.Fixed64 or ScalarType.SFixed64 or ScalarType.Double => WireType.Fixed64,
        _ => WireType.Varint,
    };

    /// <summary>Readers take the field from bytes that are delimited so; others are an unknown field to them.</summary>
    internal bool Takes(WireType wire) =>
        wire == Wire || (wire == WireType.Length && IsRepeated) || (wire == WireType.StartGroup && Message is not null && !IsMap);
}
