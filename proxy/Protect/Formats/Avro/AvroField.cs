namespace Compliance.Protect.Formats.Avro;

/// <summary>A field of a record.</summary>
internal readonly record struct AvroField(byte[] Name, AvroType Type)
{
    /// <summary>What the schema's author tagged it with.</summary>
    internal string[] Tags { get; init; } = [];
}
