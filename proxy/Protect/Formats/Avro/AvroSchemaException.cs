namespace Compliance.Protect.Formats.Avro;

/// <summary>The text is no Avro schema, or one beyond the bounds; says what and where.</summary>
internal sealed class AvroSchemaException(string message) : Exception(message);
