namespace Compliance.Protect.Formats.Avro;

/// <summary>A field of a record.</summary>
internal readonly record struct AvroField(byte[] Name, AvroType Type);
