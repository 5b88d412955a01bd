using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Testing;

/// <summary>Somebody writes to a topic, or reads from it: what a test or an explanation is about.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Group">The consumer group he reads with, which he then must be allowed to; null: none.</param>
/// <param name="IsWrite">Else he reads.</param>
/// <param name="Topic">Of what.</param>
/// <param name="At">When.</param>
/// <param name="Value">The record's value as its writer means it, one JSON value; null: it does not matter.</param>
/// <param name="AvroSchema">The schema by which the value is written, in JSON; null: it is not in Avro.</param>
/// <param name="Key">The record's key; null: none.</param>
/// <param name="Headers">The record's headers.</param>
public sealed record Asked(
    Caller Caller, string? Group, bool IsWrite, string Topic, DateTimeOffset At, ReadOnlyMemory<byte>? Value, string? AvroSchema = null,
    string? Key = null, ImmutableArray<(string Name, string Text)> Headers = default);
