using System.Collections.Immutable;

namespace Compliance.Rules.Testing;

/// <summary>A record that is asked about.</summary>
/// <param name="Value">One JSON value: what the record's value means, in whatever format it is written.</param>
/// <param name="AvroSchema">The schema by which it is written; null: it is not in Avro.</param>
/// <param name="Key">Null: none.</param>
/// <param name="Headers">Names and texts.</param>
public sealed record RecordParts(ReadOnlyMemory<byte> Value, string? AvroSchema, string? Key, ImmutableArray<(string Name, string Text)> Headers);
